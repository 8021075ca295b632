using FsCheck;
using FsCheck.Fluent;
using Halext.Application.Planner.Events;
using Halext.Application.Planner.Reminders;
using Halext.Domain.Planner;

namespace Halext.UnitTests.Planner.Reminders;

public sealed class ReminderLookTests
{
    private static readonly DateTimeOffset Start = FixedClock.Start;

    private static readonly string?[] Rules =
    [
        null, "FREQ=DAILY", "FREQ=DAILY;COUNT=30", "FREQ=DAILY;INTERVAL=3;UNTIL=20260501", "FREQ=WEEKLY;BYDAY=MO,WE,FR", "FREQ=MONTHLY;BYMONTHDAY=31",
        "FREQ=YEARLY;BYMONTH=3,4,11;BYDAY=2SU", "FREQ=HOURLY;INTERVAL=7", "FREQ=MINUTELY;INTERVAL=90;BYHOUR=9,10,11",
    ];

    private static readonly string[] Zones = ["UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia"];

    private static readonly int[] Leads = [0, 1, 15, 60, 1_440, 10_080, Reminder.MinutesMax];

    /// <summary>However irregular the looks are: what a look can remind of is told at the first one that can, and never again.</summary>
    [Test]
    public void Every_occurrence_is_told_once_at_the_first_look_that_can() => Prop.ForAll(Stories(), s =>
    {
        var (times, reminder) = (Times(s.Series), Reminder.Of(ReminderSubject.Event, 1));
        var (told, expected) = (new List<(DateTimeOffset, DateTimeOffset)>(), new List<(DateTimeOffset, DateTimeOffset)>());
        foreach (var now in s.Looks.Where(now => reminder.LookAt <= now))
        {
            if (!reminder.Look(times, now))
                break;
            told.AddRange(reminder.TakeRaised().Cast<ReminderDue>().Select(due => (now, due.Start)));
        }

        foreach (var time in times.Between(s.Looks[0], s.Looks[^1].AddDays(30)))
        {
            if (s.Looks.FirstOrDefault(now => now >= time.RemindAt) is var first && first != default && first < time.Until)
                expected.Add((first, time.Start));
        }

        return told.Order().SequenceEqual(expected.Order());
    }).Holds();

    [Test]
    public void A_clock_that_goes_back_tells_nothing_twice_and_one_that_jumps_loses_nothing()
    {
        var (times, reminder) = (Times(Series("FREQ=HOURLY", "UTC")), Reminder.Of(ReminderSubject.Event, 1));
        Assert.That(Told(reminder, times, Start.AddMinutes(-14)), Is.EqualTo(new[] { Start }));
        Assert.That(Told(reminder, times, Start.AddMinutes(50)), Is.EqualTo(new[] { Start.AddHours(1) }));
        reminder.Postpone(DateTimeOffset.MinValue);
        Assert.That(Told(reminder, times, Start.AddMinutes(-10)), Is.Empty, "it went back by an hour");
        Assert.That(reminder.LookAt, Is.EqualTo(Start.AddMinutes(45)));
        Assert.That(Told(reminder, times, Start.AddMinutes(45)), Is.Empty);
        Assert.That(Told(reminder, times, Start.AddMinutes(165)), Is.EqualTo(new[] { Start.AddHours(2), Start.AddHours(3) }), "it jumped by two");
    }

    [Test]
    public void Of_what_is_new_only_what_takes_place_and_what_comes_next_is_told()
    {
        var series = Series("FREQ=HOURLY", "UTC");
        series.RemindBefore(Reminder.MinutesMax);
        var reminder = Reminder.Of(ReminderSubject.Event, 1);
        Assert.That(Told(reminder, Times(series), Start.AddHours(5.5)), Is.EquivalentTo(new[] { Start.AddHours(5), Start.AddHours(6) }));
        Assert.That(reminder.LookAt, Is.EqualTo(Start.AddHours(6)), "the reminder of what lies four weeks ahead");
    }

    [TestCase(59, true)]
    [TestCase(60, false)]
    public void What_is_over_is_not_told(int minutes, bool isTold)
    {
        var reminder = Reminder.Of(ReminderSubject.Event, 1);
        Assert.That(Told(reminder, Times(Series(null, "UTC")), Start.AddMinutes(minutes)), isTold ? Has.Count.EqualTo(1) : Is.Empty);
        Assert.That(reminder.Told, Has.Count.EqualTo(isTold ? 1 : 0));
    }

    [Test]
    public void What_lasts_for_days_and_what_takes_no_time_have_an_end_too()
    {
        var times = Times(Event(Start, Start.AddDays(5)));
        Assert.That(times.At(Start)!.Until, Is.EqualTo(Start.AddDays(1)));
        Assert.That(Times(Event(Start, Start)).At(Start)!.Until, Is.EqualTo(Start.AddMinutes(15)));
    }

    [Test]
    public void Days_begin_in_the_morning_of_their_zone()
    {
        var day = new DateTimeOffset(2026, 3, 29, 0, 0, 0, TimeSpan.Zero);
        var allDay = CalendarEvent.Create(1, "uid", "t", null, null, Scheduling.Plan(day, day.AddDays(1), true, "Europe/Berlin", Scheduling.Read("FREQ=WEEKLY")).Value, Start);
        var time = Times(allDay).At(day)!;
        using (Assert.EnterMultipleScope())
        {
            Assert.That(time.Begin, Is.EqualTo(day.AddHours(7)), "nine o'clock, on the day when clocks go forward");
            Assert.That(time.RemindAt, Is.EqualTo(day.AddHours(7).AddMinutes(-15)));
            Assert.That(time.Until, Is.EqualTo(day.AddHours(22)), "midnight in Berlin");
        }

        var reminder = Reminder.Of(ReminderSubject.Event, 1);
        Assert.That(Told(reminder, Times(allDay), day.AddHours(6)), Is.Empty);
        Assert.That(Told(reminder, Times(allDay), reminder.LookAt), Is.EqualTo(new[] { day }));
        Assert.That(reminder.LookAt, Is.EqualTo(day.AddDays(7).AddHours(7).AddMinutes(-15)));
    }

    [Test]
    public void Tasks_are_told_before_they_are_due_until_a_day_later()
    {
        var (timed, dated) = (Task(Start.AddHours(8)), Task(new DateTimeOffset(2026, 3, 3, 0, 0, 0, TimeSpan.Zero)));
        var time = new TaskReminderTimes(timed).At(Start.AddHours(8))!;
        Assert.That((time.RemindAt, time.Until), Is.EqualTo((Start.AddHours(7), Start.AddHours(32))));
        var date = new TaskReminderTimes(dated).At(dated.DueDate!.Value)!;
        Assert.That((date.RemindAt, date.Until), Is.EqualTo((Start.AddHours(23), Start.AddHours(48))), "a date begins at nine");

        var reminder = Reminder.Of(ReminderSubject.Task, 1);
        Assert.That(Told(reminder, new TaskReminderTimes(timed), Start.AddHours(7)), Is.EqualTo(new[] { Start.AddHours(8) }));
        timed.Complete(Start.AddHours(7));
        Assert.That(reminder.Look(new TaskReminderTimes(timed), Start.AddHours(7)), Is.False, "nothing is left to remember");
        Assert.That(reminder.TakeRaised(), Is.EqualTo(new[] { new ReminderVoid(ReminderSubject.Task, 1, Start.AddHours(8)) }));
    }

    [Test]
    public void What_was_moved_is_taken_back_and_told_anew_and_what_is_gone_is_taken_back()
    {
        var series = Series("FREQ=DAILY", "UTC");
        var reminder = Reminder.Of(ReminderSubject.Event, 1);
        Assert.That(Told(reminder, Times(series), Start.AddMinutes(-15)), Is.EqualTo(new[] { Start }));
        series.Override(Start).Value.Move(Start.AddMinutes(10), Start.AddMinutes(40));
        series.MeasureSpan();
        Assert.That(reminder.Look(Times(series), Start.AddMinutes(-10)), Is.True);
        Assert.That(reminder.TakeRaised(), Is.EqualTo(new[] { new ReminderVoid(ReminderSubject.Event, 1, Start) }), "its time has not come yet");
        Assert.That(reminder.LookAt, Is.EqualTo(Start.AddMinutes(-5)));
        Assert.That(Told(reminder, Times(series), Start.AddMinutes(-5)), Is.EqualTo(new[] { Start.AddMinutes(10) }));

        Assert.That(reminder.Look(null, Start), Is.False);
        Assert.That(reminder.TakeRaised(), Is.EqualTo(new[] { new ReminderVoid(ReminderSubject.Event, 1, Start.AddMinutes(10)) }));
    }

    [Test]
    public void Nobody_looks_far_ahead()
    {
        foreach (var rule in (string[])["FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "FREQ=YEARLY", "FREQ=SECONDLY;BYMONTH=12", "FREQ=MINUTELY;BYYEARDAY=1"])
        {
            var reminder = Reminder.Of(ReminderSubject.Event, 1);
            Assert.That(Told(reminder, Times(Series(rule, "Europe/Berlin")), Start.AddDays(3)), Is.Empty, rule);
            Assert.That(reminder.LookAt, Is.EqualTo(Start.AddDays(3 + ReminderLook.Horizon)), rule);
        }

        var far = Reminder.Of(ReminderSubject.Event, 1);
        Told(far, Times(Event(Start.AddYears(3), Start.AddYears(3).AddHours(1))), Start);
        Assert.That(far.LookAt, Is.EqualTo(Start.AddYears(3).AddMinutes(-15)), "what takes place once needs no search");
    }

    [Test]
    public void A_series_of_seconds_tells_once_a_minute_and_no_look_tells_without_end()
    {
        var series = Series("FREQ=SECONDLY", "UTC");
        var reminder = Reminder.Of(ReminderSubject.Event, 1);
        Told(reminder, Times(series), Start.AddHours(3));
        Told(reminder, Times(series), Start.AddHours(3).AddMinutes(15));
        Assert.That(Told(reminder, Times(series), Start.AddHours(3).AddMinutes(25)), Has.Count.EqualTo(10));

        Assert.That(Told(reminder, Times(series), Start.AddHours(12)), Has.Count.LessThanOrEqualTo(ReminderLook.OccurrencesMax + 2));
        var minutely = Series("FREQ=MINUTELY", "UTC");
        minutely.RemindBefore(1_440);
        reminder = Reminder.Of(ReminderSubject.Event, 1);
        Told(reminder, Times(minutely), Start);
        var told = Told(reminder, Times(minutely), Start.AddHours(3));
        Assert.That(told, Has.Count.LessThanOrEqualTo(ReminderLook.OccurrencesMax + 2));
        while (reminder.LookAt <= Start.AddHours(3))
            told.AddRange(Told(reminder, Times(minutely), Start.AddHours(3)));
        Assert.That(told.Where(t => t > Start.AddDays(1)), Is.EqualTo(Enumerable.Range(1, 180).Select(m => Start.AddDays(1).AddMinutes(m))), "the next look goes on there");
    }

    /// <summary>Each of its seconds overlaps every one of the next hundred and fifty years.</summary>
    [TestCase("FREQ=SECONDLY", 0)]
    [TestCase("FREQ=SECONDLY", Reminder.MinutesMax)]
    [TestCase("FREQ=MINUTELY", 0)]
    [TestCase("FREQ=SECONDLY;BYHOUR=1,2,3,4,5,6,7", 0)]
    public void A_look_goes_through_few_occurrences_however_long_each_of_them_lasts(string rule, int lead)
    {
        var (begin, end) = (new DateTimeOffset(1700, 1, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2100, 1, 1, 0, 0, 0, TimeSpan.Zero));
        var series = CalendarEvent.Create(1, "uid", "t", null, null, Scheduling.Plan(begin, end, false, "UTC", Scheduling.Read(rule)).Value, Start);
        series.RemindBefore(lead);
        var (times, reminder) = (new CountedTimes(Times(series), lead), Reminder.Of(ReminderSubject.Event, 1));
        foreach (var now in (DateTimeOffset[])[Start, Start.AddSeconds(1), Start.AddMinutes(1), Start.AddDays(2)])
        {
            times.Count = 0;
            Told(reminder, times, now);
            Assert.That(times.Count, Is.LessThanOrEqualTo(4 * ReminderLook.StartsMax), now.ToString());
            Assert.That(times.At(Start), rule == "FREQ=SECONDLY" || rule == "FREQ=MINUTELY" ? Is.Not.Null : Is.Null);
        }

        Assert.That(reminder.Told, Is.Not.Empty);
        while (reminder.LookAt <= Start.AddDays(2))
            Told(reminder, times, Start.AddDays(2));
        times.Count = 0;
        Told(reminder, times, Start.AddDays(2).AddMinutes(1));
        if (lead == 0 && !rule.Contains("BYHOUR"))
            Assert.That(times.Count, Is.LessThan(500), "what is far from the present costs nothing");
    }

    [Test]
    public void A_look_ends_when_it_is_cancelled()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();
        var reminder = Reminder.Of(ReminderSubject.Event, 1);
        Assert.That(() => reminder.Look(Times(Series("FREQ=SECONDLY", "UTC")), Start.AddHours(3), source.Token), Throws.InstanceOf<OperationCanceledException>());
    }

    /// <summary>What is too late is gone through in portions, and none of it is told.</summary>
    [Test]
    public void A_look_that_has_gone_through_enough_goes_on_there()
    {
        var series = CalendarEvent.Create(
            1, "uid", "t", null, null, Scheduling.Plan(Start, Start, false, "UTC", Scheduling.Read("FREQ=SECONDLY")).Value, Start);
        series.RemindBefore(0);
        var reminder = Reminder.Of(ReminderSubject.Event, 1);
        Told(reminder, Times(series), Start);
        var (now, looks) = (Start.AddHours(20), 0);
        for (; reminder.LookAt <= now && looks < 20; looks++)
            Told(reminder, Times(series), now);
        Assert.That(looks, Is.InRange(2, 10));
        Assert.That(reminder.LookAt, Is.EqualTo(now.AddSeconds(1)));
    }

    [Test]
    public void The_ends_of_the_calendar_are_no_special_case()
    {
        var (first, last) = (DateTimeOffset.MinValue, new DateTimeOffset(9999, 12, 31, 23, 59, 59, TimeSpan.Zero));
        foreach (var minutes in (int[])[0, Reminder.MinutesMax])
        {
            foreach (var at in (DateTimeOffset[])[first, last, last.AddSeconds(1 - 86_400)])
            {
                var task = TaskItem.Create(1, "t", null, at, [], Start);
                task.RemindBefore(minutes);
                var isAhead = at > Start;
                Assert.That(Reminder.Of(ReminderSubject.Task, 1).Look(new TaskReminderTimes(task), Start), Is.EqualTo(isAhead), $"{at} {minutes}");
                Assert.That(new TaskReminderTimes(task).At(at), Is.Not.Null);
                foreach (var zone in (string[])["Etc/GMT+12", "Pacific/Kiritimati"])
                {
                    var isDate = at.TimeOfDay == TimeSpan.Zero;
                    var one = CalendarEvent.Create(1, "uid", "t", null, null, Scheduling.Plan(at, isDate && at == first ? at.AddDays(1) : at, isDate && at == first, zone, null).Value, Start);
                    one.RemindBefore(minutes);
                    Assert.That(Reminder.Of(ReminderSubject.Event, 1).Look(Times(one), Start), Is.EqualTo(isAhead), $"{at} {minutes} {zone}");
                    Assert.That(Times(one).At(at), Is.Not.Null);
                }
            }
        }
    }

    [Test]
    public void Nothing_is_told_of_what_has_no_reminder_and_what_was_told_stays()
    {
        var series = Series(null, "UTC");
        var reminder = Reminder.Of(ReminderSubject.Event, 1);
        Told(reminder, Times(series), Start.AddMinutes(-15));
        series.RemindBefore(null);
        Assert.That(reminder.Look(Times(series), Start.AddMinutes(-10)), Is.True);
        Assert.That(reminder.TakeRaised(), Is.Empty);
        Assert.That(reminder.LookAt, Is.EqualTo(Start + Reminder.ToldKept), "to forget");
        Assert.That(reminder.Look(Times(series), reminder.LookAt), Is.False);
        Assert.That(reminder.TakeRaised(), Is.Empty);
    }

    private static List<DateTimeOffset> Told(Reminder reminder, ReminderTimes times, DateTimeOffset now)
    {
        reminder.Look(times, now);
        return [.. reminder.TakeRaised().OfType<ReminderDue>().Select(due => due.Start)];
    }

    /// <summary>Counts the occurrences that are gone through.</summary>
    private sealed class CountedTimes(ReminderTimes times, int lead) : ReminderTimes(lead)
    {
        public int Count { get; set; }

        public override IEnumerable<ReminderTime> Between(DateTimeOffset from, DateTimeOffset to) => times.Between(from, to).Select(time =>
        {
            if (++Count > 100_000)
                throw new InvalidOperationException("This goes on and on.");
            return time;
        });

        public override bool GoOnBehind(DateTimeOffset to) => times.GoOnBehind(to);

        public override ReminderTime? At(DateTimeOffset start) => times.At(start);
    }

    private static EventReminderTimes Times(CalendarEvent one) => new(one, one.Overrides.ToLookup(_ => one.Id));

    private static TaskItem Task(DateTimeOffset due) => TaskItem.Create(1, "t", null, due, [], Start);

    private static CalendarEvent Series(string? rule, string zone) =>
        CalendarEvent.Create(
            1, "uid", "t", null, null, Scheduling.Plan(Start, Start.AddHours(1), false, zone, rule is null ? null : Scheduling.Read(rule)).Value, Start);

    private static CalendarEvent Event(DateTimeOffset start, DateTimeOffset end) =>
        CalendarEvent.Create(1, "uid", "t", null, null, Scheduling.Plan(start, end, false, "UTC", null).Value, Start);

    private static Arbitrary<(CalendarEvent Series, List<DateTimeOffset> Looks)> Stories() => (
        from rule in Gen.Elements(Rules)
        from zone in Gen.Elements(Zones)
        from lead in Gen.Elements(Leads)
        from seed in Gen.Choose(0, int.MaxValue - 1)
        select Story(rule, zone, lead, new System.Random(seed))).ToArbitrary();

    /// <summary>A series with an exception and a moved occurrence, and looks from before its first reminder on.</summary>
    private static (CalendarEvent Series, List<DateTimeOffset> Looks) Story(string? rule, string zone, int lead, System.Random random)
    {
        var series = Series(rule, zone);
        series.RemindBefore(lead);
        if (Occurrences.Starts(series, Start, Start.AddDays(60)).Take(12).ToList() is { Count: >= 5 } starts && series.IsSeries)
        {
            series.Exclude(starts[^1]);
            var moved = starts[3].AddMinutes(random.Next(-300, 300));
            series.Override(starts[3]).Value.Move(moved, moved.AddMinutes(random.Next(0, 300)));
            series.MeasureSpan();
        }

        var now = Start.AddMinutes(-lead).AddDays(-1);
        var longest = random.Next(2) == 0 ? 5 : 600;
        var looks = new List<DateTimeOffset>();
        for (var i = 0; i < 300; i++, now = now.AddSeconds(random.Next(1, longest * 60)))
            looks.Add(now);
        return (series, looks);
    }
}

