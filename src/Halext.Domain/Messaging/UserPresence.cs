using Halext.Domain.Common;

namespace Halext.Domain.Messaging;

/// <summary>Whether somebody is there, and what they say about it.</summary>
public sealed class UserPresence : EventSource
{
    public const int ActivityMaxLength = 200;
    public const int MessageMaxLength = 500;

    /// <summary>How long somebody without a socket counts as there after having said so by a request.</summary>
    public static readonly TimeSpan VisitLength = TimeSpan.FromMinutes(5);

    public UserPresence(int userId) => UserId = userId;

    public int UserId { get; private set; }

    /// <summary>What they want to show while they are there; it outlasts their absence. Offline hides them.</summary>
    public PresenceStatus Status { get; private set; } = PresenceStatus.Online;

    /// <summary>What they say they are doing.</summary>
    public string? CurrentActivity { get; private set; }

    public string? StatusMessage { get; private set; }

    /// <summary>What others are shown: <see cref="Status"/> while they are there, else offline.</summary>
    public PresenceStatus Shown { get; private set; } = PresenceStatus.Offline;

    /// <summary>When they were last seen; stands still while they hide, and is null for who never showed.</summary>
    public DateTimeOffset? LastSeen { get; private set; }

    /// <summary>Until when they count as there because of a request; null when only sockets keep them.</summary>
    public DateTimeOffset? VisitEndsAt { get; private set; }

    public bool IsShown => Shown is not PresenceStatus.Offline;

    /// <summary>Changes what they show, which tells that they are there. What is not set stays.</summary>
    /// <param name="status">How they appear.</param>
    /// <param name="activity">What they are doing.</param>
    /// <param name="message">Anything else.</param>
    /// <param name="isVisit">Whether they say so by a request, which counts for <see cref="VisitLength"/>, or by a socket, which counts itself.</param>
    /// <param name="now">The time.</param>
    public void Choose(Optional<PresenceStatus> status, Optional<string?> activity, Optional<string?> message, bool isVisit, DateTimeOffset now)
    {
        var before = (CurrentActivity, StatusMessage);
        Status = status.IsSet ? status.Value : Status;
        CurrentActivity = activity.IsSet ? activity.Value : CurrentActivity;
        StatusMessage = message.IsSet ? message.Value : StatusMessage;
        if (isVisit)
            VisitEndsAt = now + VisitLength;
        Appear(now, hasOtherNews: before != (CurrentActivity, StatusMessage));
    }

    /// <summary>A socket of theirs was opened.</summary>
    public void Arrive(DateTimeOffset now) => Appear(now, hasOtherNews: false);

    /// <summary>Their last socket was closed.</summary>
    public void Leave(DateTimeOffset now)
    {
        LastSeen = IsShown ? now : LastSeen;
        Vanish();
    }

    /// <summary>Nothing keeps them any more: a visit is over, or the node of their sockets died. Since when they are gone is not known.</summary>
    public void Vanish()
    {
        VisitEndsAt = null;
        Show(PresenceStatus.Offline, hasOtherNews: false);
    }

    /// <summary>Forgets a visit that is over while a socket keeps them.</summary>
    public void EndVisit() => VisitEndsAt = null;

    private void Appear(DateTimeOffset now, bool hasOtherNews)
    {
        if (IsShown || Status is not PresenceStatus.Offline)
            LastSeen = now;
        Show(Status, hasOtherNews);
    }

    /// <summary>Only what others can see is news: who hides may write what they like.</summary>
    private void Show(PresenceStatus status, bool hasOtherNews)
    {
        var isNews = status != Shown || (hasOtherNews && IsShown);
        Shown = status;
        if (isNews)
            Raise(() => new PresenceChanged(UserId));
    }
}

/// <summary>What others see of somebody's presence changed.</summary>
public sealed record PresenceChanged(int UserId) : IDomainEvent
{
    public string Stream => $"presence:{UserId}";
}
