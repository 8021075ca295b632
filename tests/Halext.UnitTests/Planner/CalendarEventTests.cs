using Halext.Domain.Common;
using Halext.Domain.Planner;

namespace Halext.UnitTests.Planner;

public sealed class CalendarEventTests
{
    private static readonly DateTimeOffset Start = FixedClock.Start;

    [Test]
    public void An_event_does_not_end_before_it_starts() =>
        Assert.That(() => Single(TimeSpan.FromSeconds(-1)), Throws.ArgumentException);

    [Test]
    public void What_is_short_and_happens_once_is_found_by_its_start()
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Single(TimeSpan.FromHours(1)).IsSpanning, Is.False);
            Assert.That(Single(CalendarEvent.ShortMax).IsSpanning, Is.False);
            Assert.That(Single(CalendarEvent.ShortMax + TimeSpan.FromSeconds(1)).IsSpanning, Is.True);
            Assert.That(Daily().IsSpanning, Is.True);
        }
    }

    [Test]
    public void The_span_covers_everything_that_takes_place()
    {
        var endless = Daily();
        Assert.That(endless.SpanEnd, Is.Null);

        var series = Daily(lastStart: Start.AddDays(3));
        Assert.That((series.SpanStart, series.SpanEnd), Is.EqualTo((Start, (DateTimeOffset?)Start.AddDays(3).AddHours(1))));
        series.SetExceptions([], [Start.AddDays(-2), Start.AddDays(9)]);
        Assert.That((series.SpanStart, series.SpanEnd), Is.EqualTo((Start.AddDays(-2), (DateTimeOffset?)Start.AddDays(9).AddHours(1))));
        series.Override(Start.AddDays(1)).Value.Move(Start.AddDays(30), Start.AddDays(31));
        series.MeasureSpan();
        Assert.That(series.SpanEnd, Is.EqualTo(Start.AddDays(31)));
        series.RemoveOverrides(_ => true);
        Assert.That(series.SpanEnd, Is.EqualTo(Start.AddDays(9).AddHours(1)));
    }

    [Test]
    public void Exceptions_are_sorted_single_and_bounded()
    {
        var series = Daily();
        series.SetExceptions([Start.AddDays(2), Start, Start.AddDays(2)], []);
        Assert.That(series.ExDates, Is.EqualTo(new[] { Start, Start.AddDays(2) }));

        var many = Enumerable.Range(0, CalendarEvent.ExceptionsMax + 1).Select(n => Start.AddDays(n));
        Assert.That(series.SetExceptions(many, []).Error, Is.SameAs(EventErrors.TooManyExceptions));
        Assert.That(series.SetExceptions([], many).Failed, Is.True);
        Assert.That(series.ExDates, Has.Count.EqualTo(2));
    }

    [Test]
    public void An_occurrence_that_differs_starts_out_as_the_series_and_is_one()
    {
        var series = Daily();
        var changed = series.Override(Start.AddDays(1)).Value;
        Assert.That((changed.Title, changed.StartTime, changed.EndTime), Is.EqualTo(("t", Start.AddDays(1), Start.AddDays(1).AddHours(1))));
        Assert.That(series.Override(Start.AddDays(1)).Value, Is.SameAs(changed));

        series.Exclude(Start.AddDays(1));
        Assert.That(series.Overrides, Is.Empty, "what does not take place has no differences");
    }

    [Test]
    public void What_an_occurrence_does_not_say_itself_it_says_with_the_series()
    {
        var series = Daily();
        var renamed = series.Override(Start).Value;
        renamed.Describe("own", null, null);
        var moved = series.Override(Start.AddDays(1)).Value;
        moved.Move(Start.AddDays(1).AddHours(2), Start.AddDays(1).AddHours(3));

        series.Describe("new", "d", "l");
        Assert.That((renamed.Title, renamed.Description, renamed.Location), Is.EqualTo(("own", "d", "l")));
        Assert.That((moved.Title, moved.Location), Is.EqualTo(("new", "l")));

        series.Reschedule(series.Schedule with { End = Start.AddHours(4) });
        Assert.That(moved.EndTime - moved.StartTime, Is.EqualTo(TimeSpan.FromHours(4)), "it was as long as the series and still is");
    }

    [Test]
    public void Occurrences_that_meet_after_a_move_become_one()
    {
        var series = Daily();
        series.Override(Start).Value.Describe("a", null, null);
        series.Override(Start.AddDays(1)).Value.Describe("b", null, null);
        series.MoveOverrides(_ => Start.AddDays(5));
        Assert.That(series.Overrides.Single().Title, Is.EqualTo("a"));
        Assert.That(series.Overrides.Single().StartTime, Is.EqualTo(Start.AddDays(5)));
    }

    [Test]
    public void Sharing_replaces_the_list_and_keeps_who_may_edit()
    {
        var made = Single(TimeSpan.FromHours(1));
        made.ShareWith([2, 3], canEdit: true);
        made.ShareWith([3, 4], canEdit: null);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(made.Shares.Select(s => (s.UserId, s.CanEdit)), Is.EquivalentTo(new[] { (3, true), (4, false) }));
            Assert.That(made.MayEdit(1), Is.True, "the owner");
            Assert.That(made.MayEdit(3), Is.True);
            Assert.That(made.MayEdit(4), Is.False);
            Assert.That(made.MayEdit(2), Is.False, "no longer");
        }

        made.ShareWith([3], canEdit: false);
        Assert.That(made.MayEdit(3), Is.False);
    }

    [Test]
    public void Sharing_tells_those_who_are_new_or_gone_and_a_series_that_goes_on_tells_nobody()
    {
        var made = Single(TimeSpan.FromHours(1));
        made.ShareWith([2, 3], canEdit: true);
        Assert.That(made.TakeRaised(), Is.EqualTo(new[] { new EventShared(0, 2), new EventShared(0, 3) }));
        made.ShareWith([3, 4], canEdit: null);
        Assert.That(made.TakeRaised(), Is.EqualTo(new IDomainEvent[] { new EventUnshared(0, 2), new EventShared(0, 4) }));
        made.Share(5, canEdit: true);
        Assert.That(made.HasRaised, Is.False);
    }

    private static CalendarEvent Single(TimeSpan duration) => Make(null, duration, null);

    private static CalendarEvent Daily(DateTimeOffset? lastStart = null) => Make(RecurrenceRule.Every(RecurrenceFrequency.Daily, 1), TimeSpan.FromHours(1), lastStart);

    private static CalendarEvent Make(RecurrenceRule? rule, TimeSpan duration, DateTimeOffset? lastStart) =>
        CalendarEvent.Create(1, "uid", "t", null, null, new EventSchedule(Start, Start + duration, false, "UTC", rule, lastStart), Start);
}
