using FsCheck;
using FsCheck.Fluent;
using Halext.Application.Messaging.Notifications;
using Halext.Domain.Messaging;

namespace Halext.UnitTests.Messaging;

public sealed class QuietHoursTests
{
    private const int Day = 24 * 60;

    private static readonly Arbitrary<(TimeOnly Start, TimeOnly End)> Hours =
        Gen.Choose(0, Day - 1).Two().Where(t => t.Item1 != t.Item2).Select(t => (Minute(t.Item1), Minute(t.Item2))).ToArbitrary();

    [TestCase("22:00", "07:00", "21:59", false)]
    [TestCase("22:00", "07:00", "22:00", true)]
    [TestCase("22:00", "07:00", "00:00", true)]
    [TestCase("22:00", "07:00", "06:59", true)]
    [TestCase("22:00", "07:00", "07:00", false)]
    [TestCase("13:00", "15:00", "12:59", false)]
    [TestCase("13:00", "15:00", "13:00", true)]
    [TestCase("13:00", "15:00", "15:00", false)]
    [TestCase("00:00", "06:00", "00:00", true)]
    [TestCase("18:00", "00:00", "23:59", true)]
    [TestCase("18:00", "00:00", "00:00", false)]
    public void The_start_is_quiet_and_the_end_is_not(string start, string end, string time, bool isQuiet) =>
        Assert.That(new QuietHours(At(start), At(end)).Contains(At(time)), Is.EqualTo(isQuiet));

    [Test]
    public void A_time_is_either_within_quiet_hours_or_within_the_rest_of_the_day() =>
        Prop.ForAll(Hours, Gen.Choose(0, Day - 1).ToArbitrary(), (hours, minute) =>
            new QuietHours(hours.Start, hours.End).Contains(Minute(minute)) != new QuietHours(hours.End, hours.Start).Contains(Minute(minute))).Holds();

    [Test]
    public void It_is_quiet_for_as_long_as_it_is_from_the_start_to_the_end() =>
        Prop.ForAll(Hours, hours =>
            Enumerable.Range(0, Day).Count(m => new QuietHours(hours.Start, hours.End).Contains(Minute(m))) == (int)(hours.End - hours.Start).TotalMinutes).Holds();

    // Berlin's clocks go from 02:00 to 03:00 on 29 March 2026, and from 03:00 back to 02:00 on 25 October.
    [TestCase("2026-03-28T20:59:59Z", false)]
    [TestCase("2026-03-28T21:00:00Z", true)] // 22:00 in winter
    [TestCase("2026-03-29T04:59:59Z", true)] // 06:59:59 in summer
    [TestCase("2026-03-29T05:00:00Z", false)] // 07:00 in summer
    [TestCase("2026-03-29T20:00:00Z", true)] // 22:00 in summer
    [TestCase("2026-10-25T05:59:59Z", true)]
    [TestCase("2026-10-25T06:00:00Z", false)] // 07:00 in winter again
    public void They_follow_the_clocks_of_the_place(string instant, bool isQuiet) =>
        Assert.That(NotifyHandler.IsQuiet(Preferences("22:00", "07:00", "Europe/Berlin"), DateTimeOffset.Parse(instant, null)), Is.EqualTo(isQuiet));

    [Test]
    public void An_hour_that_the_clocks_skip_is_not_there_and_one_that_comes_twice_is_quiet_twice()
    {
        var preferences = Preferences("02:00", "03:00", "Europe/Berlin");
        Assert.That(QuietMinutes(new DateTimeOffset(2026, 3, 28, 23, 0, 0, TimeSpan.Zero)), Is.Zero);
        Assert.That(QuietMinutes(new DateTimeOffset(2026, 10, 24, 22, 0, 0, TimeSpan.Zero)), Is.EqualTo(120));
        Assert.That(QuietMinutes(new DateTimeOffset(2026, 6, 1, 22, 0, 0, TimeSpan.Zero)), Is.EqualTo(60));

        int QuietMinutes(DateTimeOffset from) => Enumerable.Range(0, Day).Count(m => NotifyHandler.IsQuiet(preferences, from.AddMinutes(m)));
    }

    [Test]
    public void Whoever_has_set_nothing_is_never_left_in_quiet()
    {
        Assert.That(NotifyHandler.IsQuiet(null, FixedClock.Start), Is.False);
        Assert.That(NotifyHandler.IsQuiet(new NotificationPreferences(1), FixedClock.Start), Is.False);
    }

    private static NotificationPreferences Preferences(string start, string end, string zone)
    {
        var preferences = new NotificationPreferences(1);
        preferences.BeQuiet(new QuietHours(At(start), At(end)), zone);
        return preferences;
    }

    private static TimeOnly At(string text) => TimeOnly.ParseExact(text, "HH:mm", null);

    private static TimeOnly Minute(int minute) => TimeOnly.FromTimeSpan(TimeSpan.FromMinutes(minute));
}
