using Halext.Application.Planner.Events;
using Halext.Domain.Planner;

namespace Halext.UnitTests.Planner.Events;

public sealed class SchedulingTests
{
    [TestCase("2026-03-02", "2026-03-03", "UTC", 1)]
    [TestCase("2026-03-02", "2026-03-02", "UTC", 1, TestName = "A day at least")]
    [TestCase("2026-03-02T05:00Z", "2026-03-03T05:00Z", "America/New_York", 1, TestName = "Local midnights")]
    [TestCase("2026-03-02T05:00Z", "2026-03-04T04:59:59Z", "America/New_York", 2, TestName = "The last second of a day")]
    [TestCase("2026-03-02T12:00Z", "2026-03-02T13:00Z", "Pacific/Auckland", 1, TestName = "A time in the middle, already tomorrow there")]
    public void Whole_days_are_dates(string start, string end, string zone, int days)
    {
        var schedule = Plan(start, end, zone, allDay: true);
        Assert.That(schedule.Duration, Is.EqualTo(TimeSpan.FromDays(days)));
        Assert.That(schedule.Start.UtcDateTime.TimeOfDay, Is.EqualTo(TimeSpan.Zero));
        Assert.That(schedule.Start.Day, Is.EqualTo(zone == "Pacific/Auckland" ? 3 : 2));
    }

    [Test]
    public void Fractions_of_seconds_are_dropped() =>
        Assert.That(Plan("2026-03-02T09:00:00.9Z", "2026-03-02T10:00:00.1Z", "UTC").Start, Is.EqualTo(new DateTimeOffset(2026, 3, 2, 9, 0, 0, TimeSpan.Zero)));

    [TestCase("FREQ=DAILY", null)]
    [TestCase("FREQ=DAILY;COUNT=3", "2026-03-04T09:00:00Z")]
    [TestCase("FREQ=DAILY;UNTIL=20260310", "2026-03-10T23:59:59Z")]
    [TestCase("FREQ=DAILY;UNTIL=20200101", "2026-03-02T09:00:00Z", TestName = "The start always takes place")]
    [TestCase("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29;COUNT=3", "2032-02-29T09:00:00Z", TestName = "Leap days")]
    public void Where_a_series_ends_is_found_out_once(string rule, string? last) =>
        Assert.That(
            Plan("2026-03-02T09:00Z", "2026-03-02T10:00Z", "UTC", rule: rule).LastStart,
            Is.EqualTo(last is null ? null : DateTimeOffset.Parse(last, System.Globalization.CultureInfo.InvariantCulture)));

    [Test]
    public void A_count_that_is_never_reached_by_the_clock_is_refused() =>
        Assert.That(Refusal("FREQ=HOURLY;BYMONTH=2;BYMONTHDAY=30;COUNT=2"), Is.EqualTo(new[] { "Rrule" }));

    [TestCase("FREQ=DAILY;UNTIL=99991231")]
    [TestCase("FREQ=DAILY;UNTIL=99991231T235959Z")]
    [TestCase("FREQ=DAILY;UNTIL=99991231T235959")]
    [TestCase("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30;COUNT=2")]
    [TestCase("FREQ=YEARLY;COUNT=10000")]
    public void What_ends_behind_the_calendar_does_not_end(string rule) =>
        Assert.That(Plan("2026-03-02T09:00Z", "2026-03-02T10:00Z", "America/New_York", rule: rule).LastStart, Is.Null);

    [TestCase("FREQ=DAILY;UNTIL=00010101T000000")]
    [TestCase("FREQ=DAILY;UNTIL=00010101")]
    public void What_ended_long_ago_is_the_start_alone(string rule) =>
        Assert.That(Plan("2026-03-02T09:00Z", "2026-03-02T10:00Z", "Asia/Tokyo", rule: rule).LastStart, Is.EqualTo(FixedClock.Start));

    [TestCase("FREQ=SECONDLY")]
    [TestCase("FREQ=HOURLY;INTERVAL=24")]
    [TestCase("FREQ=DAILY;BYHOUR=9")]
    public void Whole_days_are_not_repeated_by_the_clock(string rule) => Assert.That(Refusal(rule, allDay: true), Is.EqualTo(new[] { "Rrule" }));

    [Test]
    public void A_series_starts_at_the_first_of_two_equal_times()
    {
        var schedule = Plan("2026-10-25T01:30Z", "2026-10-25T02:30Z", "Europe/Berlin", rule: "FREQ=DAILY");
        Assert.That((schedule.Start.Hour, schedule.Duration), Is.EqualTo((0, TimeSpan.FromHours(1))));
        Assert.That(Plan("2026-10-25T01:30Z", "2026-10-25T02:30Z", "Europe/Berlin").Start.Hour, Is.EqualTo(1), "what happens once may be the second");
    }

    [Test]
    public void A_date_ends_a_series_with_its_whole_day()
    {
        var date = new DateTimeOffset(2026, 4, 1, 0, 0, 0, TimeSpan.Zero);
        Assert.That(Scheduling.Simple("weekly", 2, date)!.ToString(), Is.EqualTo("FREQ=WEEKLY;UNTIL=20260401;INTERVAL=2"));
        Assert.That(Scheduling.Simple("WEEKLY ", null, date.AddHours(1))!.ToString(), Is.EqualTo("FREQ=WEEKLY;UNTIL=20260401T010000Z"));
        Assert.That(Scheduling.Simple("none", 1, date), Is.Null);
        Assert.That(Scheduling.Simple(null, null, null), Is.Null);
    }

    private static IEnumerable<string>? Refusal(string rule, bool allDay = false) =>
        Scheduling.Plan(FixedClock.Start, FixedClock.Start, allDay, "UTC", Scheduling.Read(rule)).Error?.Fields?.Keys;

    private static EventSchedule Plan(string start, string end, string zone, bool allDay = false, string? rule = null) => Scheduling.Plan(
        DateTimeOffset.Parse(start, System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.AssumeUniversal),
        DateTimeOffset.Parse(end, System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.AssumeUniversal),
        allDay, zone, rule is null ? null : Scheduling.Read(rule)).Value;
}
