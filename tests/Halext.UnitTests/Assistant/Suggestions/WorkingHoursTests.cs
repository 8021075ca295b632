using FsCheck.Fluent;
using Halext.Application.Assistant.Suggestions;
using NodaTime;

namespace Halext.UnitTests.Assistant.Suggestions;

public sealed class WorkingHoursTests
{
    private static readonly DateTimeOffset Nine = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);
    private static readonly TimeSlotDto Day = new(Nine, Nine.AddHours(8));

    [Test]
    public void A_free_day_has_one_gap() => Assert.That(Find([], 60), Is.EqualTo(new[] { Slot(0, 60) }));

    [Test]
    public void A_gap_is_just_long_enough_or_no_gap()
    {
        Assert.That(Find([Slot(30, 460)], 30), Is.EqualTo(new[] { Slot(0, 30) }));
        Assert.That(Find([Slot(29, 461)], 30), Is.Empty);
        Assert.That(Find([], 8 * 60), Is.EqualTo(new[] { Slot(0, 480) }));
        Assert.That(Find([], (8 * 60) + 1), Is.Empty);
    }

    [Test]
    public void What_overlaps_begins_before_or_ends_after_the_day_counts_once() =>
        Assert.That(
            Find([Slot(200, 300), Slot(-600, 60), Slot(100, 250), Slot(120, 130), Slot(470, 2_000), Slot(900, 1_000)], 20),
            Is.EqualTo(new[] { Slot(60, 80), Slot(300, 320) }));

    [Test]
    public void Only_the_first_three() => Assert.That(Find([Slot(60, 61), Slot(120, 121), Slot(180, 181), Slot(240, 241)], 10), Has.Count.EqualTo(3));

    [Test]
    public void Slots_are_free_and_within_the_day() =>
        Prop.ForAll(
            Gen.Choose(-100, 600).SelectMany(s => Gen.Choose(0, 200).Select(d => Slot(s, s + d))).ArrayOf().ToArbitrary(),
            Gen.Choose(1, 500).ToArbitrary(),
            (busy, minutes) => Find(busy, minutes).All(slot =>
                slot.StartTime >= Day.StartTime && slot.EndTime <= Day.EndTime && slot.EndTime - slot.StartTime == TimeSpan.FromMinutes(minutes)
                && !busy.Any(b => b.StartTime < slot.EndTime && b.EndTime > slot.StartTime))).Holds();

    [TestCase("Europe/Berlin", "2026-03-29T12:00:00Z", "2026-03-29T07:00:00Z", "2026-03-29T15:00:00Z")] // The clocks went forward that night.
    [TestCase("Asia/Tokyo", "2026-03-02T23:00:00Z", "2026-03-03T00:00:00Z", "2026-03-03T08:00:00Z")]
    [TestCase("UTC", "2026-03-02T00:00:00Z", "2026-03-02T09:00:00Z", "2026-03-02T17:00:00Z")]
    public void The_day_is_that_of_the_zone(string zone, string instant, string start, string end) => Assert.That(
        WorkingHours.On(Time(instant), DateTimeZoneProviders.Tzdb[zone]), Is.EqualTo(new TimeSlotDto(Time(start), Time(end))));

    private static IReadOnlyList<TimeSlotDto> Find(IEnumerable<TimeSlotDto> busy, int minutes) =>
        WorkingHours.FreeSlots(Day, busy, TimeSpan.FromMinutes(minutes), 3);

    private static TimeSlotDto Slot(int from, int to) => new(Nine.AddMinutes(from), Nine.AddMinutes(to));

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
