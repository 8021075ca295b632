namespace Halext.Domain.Planner;

/// <summary>Somebody whom an event is shared with.</summary>
public sealed class EventShare
{
    internal EventShare(int userId, bool canEdit) => (UserId, CanEdit) = (userId, canEdit);

    public int EventId { get; private set; }

    public int UserId { get; private set; }

    /// <summary>Whether they may change the event, not only see it.</summary>
    public bool CanEdit { get; private set; }

    internal void Allow(bool canEdit) => CanEdit = canEdit;
}
