namespace Halext.Domain.Planner;

/// <summary>Somebody whom a page is shared with.</summary>
public sealed class PageShare
{
    internal PageShare(int userId, bool canEdit) => (UserId, CanEdit) = (userId, canEdit);

    public int PageId { get; private set; }

    public int UserId { get; private set; }

    /// <summary>Whether they may change the page, not only see it.</summary>
    public bool CanEdit { get; private set; }

    internal void Allow(bool canEdit) => CanEdit = canEdit;
}
