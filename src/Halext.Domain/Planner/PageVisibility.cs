namespace Halext.Domain.Planner;

/// <summary>Who may read a page besides its owner.</summary>
public enum PageVisibility
{
    /// <summary>Nobody; whom it was shared with has to wait.</summary>
    Private,

    /// <summary>Whom it is shared with.</summary>
    Shared,

    /// <summary>These, and whoever knows its secret address.</summary>
    Public,
}
