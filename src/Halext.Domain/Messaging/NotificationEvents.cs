using Halext.Domain.Common;

namespace Halext.Domain.Messaging;

/// <summary>Something that has happened to somebody's notifications; in the order in which it happened there.</summary>
public abstract record NotificationEvent(int UserId) : IDomainEvent
{
    public string Stream => $"notifications:{UserId}";
}

/// <summary>One was made, or says something else now.</summary>
/// <param name="IsSilent">Whether it shall disturb nobody.</param>
public sealed record NotificationMade(int UserId, int NotificationId, bool IsSilent) : NotificationEvent(UserId);

public sealed record NotificationRead(int UserId, int NotificationId) : NotificationEvent(UserId);

/// <param name="UpTo">All with at most this <see cref="Notification.Position"/>.</param>
public sealed record AllNotificationsRead(int UserId, long UpTo) : NotificationEvent(UserId);

public sealed record NotificationDeleted(int UserId, int NotificationId) : NotificationEvent(UserId);
