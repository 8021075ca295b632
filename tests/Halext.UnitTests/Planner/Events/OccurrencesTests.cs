using FsCheck;
using FsCheck.Fluent;
using Halext.Application.Planner.Events;
using Halext.Domain.Planner;
using NodaTime;

namespace Halext.UnitTests.Planner.Events;

public sealed class OccurrencesTests
{
    private static readonly DateTimeOffset Start = FixedClock.Start;

    private static readonly string[] Rules =
    [
        "FREQ=DAILY", "FREQ=DAILY;COUNT=30", "FREQ=DAILY;INTERVAL=3;UNTIL=20260501", "FREQ=WEEKLY;BYDAY=MO,WE,FR", "FREQ=WEEKLY;INTERVAL=2;WKST=SU;BYDAY=SU,SA",
        "FREQ=MONTHLY;BYDAY=-1FR", "FREQ=MONTHLY;BYMONTHDAY=31", "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", "FREQ=YEARLY;BYMONTH=3,11;BYDAY=2SU",
        "FREQ=YEARLY;BYWEEKNO=1,53", "FREQ=HOURLY;INTERVAL=7", "FREQ=MINUTELY;INTERVAL=90;BYHOUR=9,10,11", "FREQ=YEARLY;BYYEARDAY=1,100,-1",
    ];

    private static readonly string[] Zones = ["UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Africa/Casablanca", "Pacific/Apia"];

    /// <summary>Whoever asks for two halves of a window must get what the whole holds.</summary>
    [Test]
    public void A_window_is_the_sum_of_its_parts() => Prop.ForAll(Windows(), w =>
    {
        var whole = Starts(w.Series, w.From, w.To);
        var halves = Starts(w.Series, w.From, w.Cut).Concat(Starts(w.Series, w.Cut, w.To));
        return whole.SequenceEqual(halves) && whole.SequenceEqual(whole.Distinct().Order()) && whole.TrueForAll(s => s >= w.From && s < w.To);
    }).Holds();

    /// <summary>Looking far ahead must not depend on where one starts to look.</summary>
    [Test]
    public void A_late_window_is_what_walking_there_finds() => Prop.ForAll(Windows(), w =>
        Starts(w.Series, w.Cut, w.To).SequenceEqual(Starts(w.Series, w.Series.StartTime, w.To).Where(s => s >= w.Cut))).Holds();

    [Test]
    public void The_local_time_of_day_stays() => Prop.ForAll(Windows(), w =>
    {
        var zone = TimeZones.Find(w.Series.TimeZone);
        var time = Scheduling.LocalStart(w.Series.Schedule).TimeOfDay;
        return w.Series.Rule!.IsSubDaily || Starts(w.Series, w.From, w.To).TrueForAll(s => Scheduling.Local(s, zone).TimeOfDay == time);
    }).Holds();

    [Test]
    public void Nobody_pays_for_what_nobody_takes()
    {
        var every = Enumerable.Range(1, 500).Select(_ => Series("FREQ=SECONDLY", "UTC")).ToList();
        var first = Occurrences.Between(every, Enumerable.Empty<EventOverride>().ToLookup(o => o.EventId), Start, Start.AddDays(366), default).Take(1_000).ToList();
        Assert.That(first.TrueForAll(o => o.Start <= Start.AddSeconds(1)), Is.True);
    }

    [Test]
    public void What_is_excluded_does_not_come_back_by_what_differs()
    {
        var series = Series("FREQ=DAILY", "UTC");
        series.Override(Start).Value.Move(Start.AddHours(1), Start.AddHours(2));
        series.SetExceptions([Start], []);
        Assert.That(Occurrences.Between([series], series.Overrides.ToLookup(o => series.Id), Start, Start.AddDays(1), default), Is.Empty);
    }

    private static List<DateTimeOffset> Starts(CalendarEvent series, DateTimeOffset from, DateTimeOffset to) => [.. Occurrences.Starts(series, from, to)];

    private static Arbitrary<(CalendarEvent Series, DateTimeOffset From, DateTimeOffset Cut, DateTimeOffset To)> Windows() => (
        from rule in Gen.Elements(Rules)
        from zone in Gen.Elements(Zones)
        from hours in Gen.Choose(0, 24 * 400)
        from first in Gen.Choose(1, 60 * 24 * 40)
        from second in Gen.Choose(1, 60 * 24 * 40)
        let series = Series(rule, zone)
        let start = Start.AddHours(hours - 24)
        select (series, start, start.AddMinutes(first), start.AddMinutes(first + second))).ToArbitrary();

    private static CalendarEvent Series(string rule, string zone) =>
        CalendarEvent.Create(1, "uid", "t", null, null, Scheduling.Plan(Start, Start.AddHours(1), false, zone, Scheduling.Read(rule)).Value, Start);
}
