using System.Globalization;
using Halext.Domain.Messaging;
using NodaTime;

namespace Halext.Application.Planner.Reminders;

/// <summary>
/// What reminders say. People of several time zones read the same text, so it says how long it is until then; clients that know better find
/// the times in the data.
/// </summary>
internal static class ReminderTexts
{
    /// <summary>Leaves room for the rest of the sentence.</summary>
    private const int TitleMaxLength = 150;

    private static readonly CultureInfo English = CultureInfo.InvariantCulture;

    public static string OfEvent(string title, DateTimeOffset begin, DateTimeOffset now) => Distance(begin - now) switch
    {
        null => $"{Quote(title)} starts now",
        { } distance when begin < now => $"{Quote(title)} started {distance} ago",
        { } distance => $"{Quote(title)} starts in {distance}",
    };

    public static string OfTask(string title, DateTimeOffset due, DateTimeOffset now) => Distance(due - now) switch
    {
        null => $"{Quote(title)} is due now",
        { } distance when due < now => $"{Quote(title)} was due {distance} ago",
        { } distance => $"{Quote(title)} is due in {distance}",
    };

    public static string OfDate(string title, DateTimeOffset begin, DateTimeOffset now, DateTimeZone zone) => Days(begin, now, zone) switch
    {
        < 0 => $"{Quote(title)} began yesterday",
        0 => $"{Quote(title)} is today",
        1 => $"{Quote(title)} is tomorrow",
        var days => $"{Quote(title)} is in {days} days",
    };

    public static string OfDueDate(string title, DateTimeOffset due, DateTimeOffset now) => Days(due, now, DateTimeZone.Utc) switch
    {
        < 0 => $"{Quote(title)} was due yesterday",
        0 => $"{Quote(title)} is due today",
        1 => $"{Quote(title)} is due tomorrow",
        var days => $"{Quote(title)} is due in {days} days",
    };

    /// <summary>In the unit that people would take; null when it is less than a minute.</summary>
    private static string? Distance(TimeSpan distance)
    {
        var minutes = (int)Math.Round(distance.Duration().TotalMinutes);
        return minutes switch
        {
            0 => null,
            < 120 when minutes % 60 != 0 => Count(minutes, "minute"),
            < 48 * 60 => Count((int)Math.Round(minutes / 60.0), "hour"),
            _ => Count((int)Math.Round(minutes / (24 * 60.0)), "day"),
        };
    }

    private static string Count(int number, string unit) => string.Create(English, $"{number} {unit}{(number == 1 ? "" : "s")}");

    private static int Days(DateTimeOffset begin, DateTimeOffset now, DateTimeZone zone) =>
        Period.DaysBetween(Instant.FromDateTimeOffset(now).InZone(zone).Date, Instant.FromDateTimeOffset(begin).InZone(zone).Date);

    private static string Quote(string title) => $"“{NotificationText.Cut(title, TitleMaxLength)}”";
}
