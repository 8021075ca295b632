namespace Halext.Domain.Messaging;

/// <summary>What somebody wants to hear of, and when. Who has none gets everything, at any time.</summary>
public sealed class NotificationPreferences
{
    public const int TimeZoneMaxLength = 64;
    public const string DefaultTimeZone = "UTC";

    public NotificationPreferences(int userId) => UserId = userId;

    public int UserId { get; private set; }

    /// <summary>Kinds that are not made for them.</summary>
    public IReadOnlyList<NotificationKind> MutedKinds { get; private set; } = [];

    public TimeOnly? QuietStart { get; private set; }

    public TimeOnly? QuietEnd { get; private set; }

    /// <summary>IANA time zone whose clocks the quiet hours follow.</summary>
    public string TimeZone { get; private set; } = DefaultTimeZone;

    public QuietHours? QuietHours => QuietStart is { } start && QuietEnd is { } end ? new QuietHours(start, end) : null;

    public bool Wants(NotificationKind kind) => !MutedKinds.Contains(kind);

    public void Mute(IEnumerable<NotificationKind> kinds) => MutedKinds = [.. kinds.Distinct().Order()];

    /// <summary>Sets the quiet hours and whose clocks they follow; null ends them.</summary>
    public void BeQuiet(QuietHours? hours, string timeZone) => (QuietStart, QuietEnd, TimeZone) = (hours?.Start, hours?.End, timeZone);
}
