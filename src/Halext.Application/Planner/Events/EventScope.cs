namespace Halext.Application.Planner.Events;

/// <summary>How much of a series a change concerns.</summary>
public enum EventScope
{
    /// <summary>The whole series.</summary>
    All,

    /// <summary>One occurrence.</summary>
    This,

    /// <summary>One occurrence and all behind it, which become a series of their own.</summary>
    Following,
}
