namespace Halext.Domain.Messaging;

/// <summary>What a notification is about; people choose by it what they want to hear of.</summary>
public enum NotificationKind
{
    /// <summary>Somebody has written to them.</summary>
    Message,

    /// <summary>A session with a coach or of learning.</summary>
    Session,

    /// <summary>Something is due.</summary>
    Reminder,

    /// <summary>Something was found in what they do.</summary>
    Insight,

    /// <summary>What others or the server did that concerns them.</summary>
    System,
}
