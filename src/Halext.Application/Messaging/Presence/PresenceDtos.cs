using Halext.Domain.Messaging;

namespace Halext.Application.Messaging.Presence;

/// <summary>Somebody's presence, by name.</summary>
/// <param name="LastSeen">When they were last seen; null when that is not known, or not for the caller.</param>
public sealed record PartnerPresenceDto(
    string Username, bool IsOnline, PresenceStatus Status, string? CurrentActivity, string? StatusMessage, DateTimeOffset? LastSeen)
{
    /// <summary>As others see it: of who is not there, only when they were.</summary>
    internal static PartnerPresenceDto Of(string username, UserPresence? presence) => presence is { IsShown: true }
        ? OfOneself(username, presence)
        : new(username, false, PresenceStatus.Offline, null, null, presence?.LastSeen);

    internal static PartnerPresenceDto OfOneself(string username, UserPresence presence) =>
        new(username, presence.IsShown, presence.Shown, presence.CurrentActivity, presence.StatusMessage, presence.LastSeen);
}

/// <summary>Somebody's presence, by id.</summary>
/// <param name="LastSeen">The time of the answer when it is not known: clients cannot read null here.</param>
/// <param name="IsTyping">Always false; typing is told by sockets.</param>
public sealed record UserPresenceDto(int UserId, PresenceStatus Status, DateTimeOffset LastSeen, bool IsTyping)
{
    internal static UserPresenceDto Of(int userId, UserPresence? presence, DateTimeOffset now) =>
        new(userId, presence?.Shown ?? PresenceStatus.Offline, presence?.LastSeen ?? now, IsTyping: false);
}

/// <summary>Somebody's presence, as it is pushed.</summary>
/// <param name="Timestamp">When it was so.</param>
public sealed record PresenceUpdateDto(
    int UserId, PresenceStatus Status, string? CurrentActivity, string? StatusMessage, DateTimeOffset LastSeen, DateTimeOffset Timestamp)
{
    /// <summary>What is told of somebody who cannot be seen any more.</summary>
    public static PresenceUpdateDto OutOfSight(int userId, DateTimeOffset now) => new(userId, PresenceStatus.Offline, null, null, now, now);

    internal static PresenceUpdateDto Of(UserPresence presence, DateTimeOffset now) => presence.IsShown
        ? new(presence.UserId, presence.Shown, presence.CurrentActivity, presence.StatusMessage, presence.LastSeen ?? now, now)
        : new(presence.UserId, PresenceStatus.Offline, null, null, presence.LastSeen ?? now, now);
}
