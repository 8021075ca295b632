using System.Globalization;
using System.Text;

namespace Halext.Bench.Stage;

/// <summary>iCalendar files as calendar programs write them; the same every time.</summary>
internal static class CalendarFiles
{
    /// <summary>A month in which both zones set their clocks forward.</summary>
    public static readonly DateTime Month = new(2030, 3, 1, 0, 0, 0, DateTimeKind.Utc);

    private static readonly string[] Zones = ["Europe/Berlin", "America/New_York", "UTC"];

    private const string Preamble =
        """
        BEGIN:VCALENDAR
        VERSION:2.0
        PRODID:-//Halext//Bench//EN
        BEGIN:VTIMEZONE
        TZID:Europe/Berlin
        BEGIN:DAYLIGHT
        TZOFFSETFROM:+0100
        TZOFFSETTO:+0200
        DTSTART:19810329T020000
        RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
        END:DAYLIGHT
        BEGIN:STANDARD
        TZOFFSETFROM:+0200
        TZOFFSETTO:+0100
        DTSTART:19961027T030000
        RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
        END:STANDARD
        END:VTIMEZONE
        BEGIN:VTIMEZONE
        TZID:America/New_York
        BEGIN:DAYLIGHT
        TZOFFSETFROM:-0500
        TZOFFSETTO:-0400
        DTSTART:20070311T020000
        RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=2SU
        END:DAYLIGHT
        BEGIN:STANDARD
        TZOFFSETFROM:-0400
        TZOFFSETTO:-0500
        DTSTART:20071104T020000
        RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=1SU
        END:STANDARD
        END:VTIMEZONE
        """;

    /// <summary>Series that began one to five years before <see cref="Month"/>: 60 % weekly, 20 % monthly, 10 % yearly, 10 % daily or on workdays.</summary>
    public static byte[] Series(int count) => File(count, (text, n) => AddEvent(text, n, Month.AddDays(-365 - (n * 37 % 1460)), Rule(n)));

    /// <summary>Three years of events that happen once, and one series among twenty.</summary>
    public static byte[] Events(int count) => File(count, (text, n) =>
        AddEvent(text, n, Month.AddDays(n * 1096.0 / count).Date, n % 20 == 0 ? Rule(n / 20) : null));

    private static byte[] File(int count, Action<StringBuilder, int> add)
    {
        var text = new StringBuilder(Preamble).Append('\n');
        for (var n = 0; n < count; n++)
            add(text, n);
        text.Append("END:VCALENDAR\n");
        return Encoding.UTF8.GetBytes(text.ToString().ReplaceLineEndings("\r\n"));
    }

    private static void AddEvent(StringBuilder text, int n, DateTime day, string? rule)
    {
        var zone = Zones[n % Zones.Length];
        var start = day.AddHours(7 + (n % 11));
        var exDate = rule is not null && n % 7 == 0 ? Time("EXDATE", zone, start.AddDays(7)) : null;
        text.Append(CultureInfo.InvariantCulture,
            $"""
            BEGIN:VEVENT
            UID:event-{n}@bench.example
            DTSTAMP:20290101T120000Z
            {Time("DTSTART", zone, start)}
            {Time("DTEND", zone, start.AddMinutes(15 * (1 + (n % 8))))}
            SUMMARY:Meeting number {n}
            DESCRIPTION:What is to be said about number {n}\, in a line or two\, as people write it

            """);
        if (n % 2 == 0)
            text.Append(CultureInfo.InvariantCulture, $"LOCATION:Room {n % 40}\n");
        if (rule is not null)
            text.Append(CultureInfo.InvariantCulture, $"RRULE:{rule}\n");
        if (exDate is not null)
            text.Append(exDate).Append('\n');
        if (n % 3 == 0)
        {
            text.Append(
                """
                ATTENDEE;CN=Somebody Else;PARTSTAT=ACCEPTED:mailto:somebody.else@example.com
                BEGIN:VALARM
                ACTION:DISPLAY
                DESCRIPTION:Reminder
                TRIGGER:-PT15M
                END:VALARM

                """);
        }

        text.Append("END:VEVENT\n");
    }

    private static string Time(string property, string zone, DateTime local) => zone == "UTC"
        ? string.Create(CultureInfo.InvariantCulture, $"{property}:{local:yyyyMMdd'T'HHmmss}Z")
        : string.Create(CultureInfo.InvariantCulture, $"{property};TZID={zone}:{local:yyyyMMdd'T'HHmmss}");

    /// <summary>What is said of a hundred series holds for all.</summary>
    private static string Rule(int n) => (n % 100) switch
    {
        < 20 => "FREQ=WEEKLY",
        < 45 => "FREQ=WEEKLY;INTERVAL=2",
        < 52 => "FREQ=WEEKLY;BYDAY=MO,TH",
        < 55 => "FREQ=WEEKLY;BYDAY=TU,WE,FR",
        < 60 => "FREQ=WEEKLY;UNTIL=20300131T000000Z",
        < 70 => "FREQ=MONTHLY",
        < 75 => "FREQ=MONTHLY;BYDAY=2MO",
        < 80 => "FREQ=MONTHLY;BYMONTHDAY=-1",
        < 90 => "FREQ=YEARLY",
        < 95 => "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR",
        < 97 => "FREQ=DAILY",
        _ => "FREQ=DAILY;INTERVAL=3",
    };
}
