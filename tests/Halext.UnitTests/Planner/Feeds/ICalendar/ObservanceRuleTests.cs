using Halext.Application.Planner.Feeds.ICalendar;
using NodaTime;

namespace Halext.UnitTests.Planner.Feeds.ICalendar;

public sealed class ObservanceRuleTests
{
    private static readonly LocalDateTime Start = new(2007, 3, 11, 2, 0);

    [TestCase("FREQ=YEARLY", "2026-03-11")]
    [TestCase("freq=yearly;interval=1;wkst=mo;byday=2su;bymonth=3", "2026-03-08", TestName = "Lower case, any order")]
    [TestCase("FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU", "2026-10-25")]
    [TestCase("FREQ=YEARLY;BYMINUTE=0;BYHOUR=2;BYSECOND=0;BYDAY=-1SU;BYMONTH=10", "2026-10-25", TestName = "The time of DTSTART said again")]
    [TestCase("FREQ=YEARLY;BYMONTH=10;BYDAY=-2SU", "2026-10-18")]
    [TestCase("FREQ=YEARLY;BYMONTH=3;BYDAY=5SU", "2026-03-29")]
    [TestCase("FREQ=YEARLY;BYMONTH=2;BYDAY=5SU", null, TestName = "A month without a fifth Sunday")]
    [TestCase("FREQ=YEARLY;BYMONTH=4;BYMONTHDAY=1", "2026-04-01")]
    [TestCase("FREQ=YEARLY;BYMONTH=4;BYMONTHDAY=-1", "2026-04-30")]
    [TestCase("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", null, TestName = "A year without a 29 February")]
    [TestCase("FREQ=YEARLY;BYMONTH=3;BYDAY=SA;BYMONTHDAY=24,25,26,27,28,29,30", "2026-03-28")]
    public void Has_one_day_a_year(string value, string? expected)
    {
        Assert.That(ObservanceRule.TryParse(value, Start, out var rule), Is.True);
        Assert.That(rule!.In(2026)?.ToString("yyyy-MM-dd", null), Is.EqualTo(expected));
    }

    [TestCase("")]
    [TestCase("BYMONTH=3")]
    [TestCase("FREQ=MONTHLY")]
    [TestCase("FREQ=YEARLY;FREQ=YEARLY")]
    [TestCase("FREQ=YEARLY;INTERVAL=2")]
    [TestCase("FREQ=YEARLY;COUNT=3")]
    [TestCase("FREQ=YEARLY;BYDAY=1SU")]
    [TestCase("FREQ=YEARLY;BYMONTH=3;BYDAY=SU")]
    [TestCase("FREQ=YEARLY;BYMONTH=3;BYDAY=1SU,2SU")]
    [TestCase("FREQ=YEARLY;BYMONTH=3;BYDAY=0SU")]
    [TestCase("FREQ=YEARLY;BYMONTH=3;BYDAY=6SU")]
    [TestCase("FREQ=YEARLY;BYMONTH=3;BYDAY=1XX")]
    [TestCase("FREQ=YEARLY;BYMONTH=3;BYDAY=1SU;BYMONTHDAY=1")]
    [TestCase("FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=1,2")]
    [TestCase("FREQ=YEARLY;BYMONTH=13")]
    [TestCase("FREQ=YEARLY;BYHOUR=3")]
    [TestCase("FREQ=YEARLY;BYYEARDAY=1")]
    [TestCase("FREQ=YEARLY;UNTIL=x")]
    [TestCase("=")]
    public void Is_refused_when_it_is_more_or_less(string value) => Assert.That(ObservanceRule.TryParse(value, Start, out _), Is.False);

    [TestCase("20090308T070000Z", 3, TestName = "The last onset itself in UTC")]
    [TestCase("20090308T065959Z", 2)]
    [TestCase("20090308T020000", 3, TestName = "In local time")]
    [TestCase("20090307", 2, TestName = "As a date")]
    [TestCase("20090308", 3)]
    public void Ends_until(string until, int onsets)
    {
        var part = CalendarFiles.Component(
            "BEGIN:DAYLIGHT", "DTSTART:20070311T020000", "TZOFFSETFROM:-0500", "TZOFFSETTO:-0400", $"RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=2SU;UNTIL={until}", "END:DAYLIGHT");

        Assert.That(ZoneObservances.TryRead(part, out var observances, out _), Is.True);
        Assert.That(observances!.Onsets(1900, 2040), Has.Count.EqualTo(onsets));
    }
}
