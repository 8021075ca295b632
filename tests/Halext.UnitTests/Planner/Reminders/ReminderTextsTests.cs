using Halext.Application.Planner.Reminders;
using NodaTime;

namespace Halext.UnitTests.Planner.Reminders;

public sealed class ReminderTextsTests
{
    private static readonly DateTimeOffset Now = FixedClock.Start;

    [TestCase(15, "“Standup” starts in 15 minutes", "“Standup” is due in 15 minutes")]
    [TestCase(14.6, "“Standup” starts in 15 minutes", "“Standup” is due in 15 minutes")]
    [TestCase(1, "“Standup” starts in 1 minute", "“Standup” is due in 1 minute")]
    [TestCase(0.2, "“Standup” starts now", "“Standup” is due now")]
    [TestCase(-10, "“Standup” started 10 minutes ago", "“Standup” was due 10 minutes ago")]
    [TestCase(60, "“Standup” starts in 1 hour", "“Standup” is due in 1 hour")]
    [TestCase(90, "“Standup” starts in 90 minutes", "“Standup” is due in 90 minutes")]
    [TestCase(24 * 60, "“Standup” starts in 24 hours", "“Standup” is due in 24 hours")]
    [TestCase(7 * 24 * 60, "“Standup” starts in 7 days", "“Standup” is due in 7 days")]
    public void Times_are_told_by_their_distance(double minutes, string ofEvent, string ofTask)
    {
        Assert.That(ReminderTexts.OfEvent("Standup", Now.AddMinutes(minutes), Now), Is.EqualTo(ofEvent));
        Assert.That(ReminderTexts.OfTask("Standup", Now.AddMinutes(minutes), Now), Is.EqualTo(ofTask));
    }

    [TestCase(-1, "“Trip” began yesterday", "“Trip” was due yesterday")]
    [TestCase(0, "“Trip” is today", "“Trip” is due today")]
    [TestCase(1, "“Trip” is tomorrow", "“Trip” is due tomorrow")]
    [TestCase(3, "“Trip” is in 3 days", "“Trip” is due in 3 days")]
    public void Dates_are_told_as_days(int days, string ofEvent, string ofTask)
    {
        Assert.That(ReminderTexts.OfDate("Trip", Now.AddDays(days), Now, DateTimeZone.Utc), Is.EqualTo(ofEvent));
        Assert.That(ReminderTexts.OfDueDate("Trip", Now.AddDays(days), Now), Is.EqualTo(ofTask));
    }

    [Test]
    public void A_day_is_that_of_the_event() =>
        Assert.That(ReminderTexts.OfDate("Trip", Now.AddHours(13), Now, DateTimeZoneProviders.Tzdb["Pacific/Auckland"]), Is.EqualTo("“Trip” is tomorrow"));

    [Test]
    public void Long_titles_leave_room_for_the_rest() =>
        Assert.That(ReminderTexts.OfTask(new string('a', 500), Now.AddHours(1), Now), Has.Length.LessThan(200).And.EndsWith("…” is due in 1 hour"));
}
