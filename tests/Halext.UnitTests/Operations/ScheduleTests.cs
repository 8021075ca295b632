using System.Globalization;
using Halext.Domain.Operations;
using Halext.Infrastructure.Operations.Jobs;

namespace Halext.UnitTests.Operations;

public sealed class ScheduleTests
{
    [TestCase("0 8 * * *", "UTC", "2026-03-02T09:00:00Z", "2026-03-03T08:00:00Z")]
    [TestCase("0 8 * * *", "UTC", "2026-03-02T08:00:00Z", "2026-03-03T08:00:00Z", Description = "the time itself is not behind it")]
    [TestCase("0 8 * * 1", "Europe/Vienna", "2026-03-28T00:00:00Z", "2026-03-30T06:00:00Z", Description = "by then it is summer")]
    [TestCase("30 2 * * *", "Europe/Vienna", "2026-03-28T12:00:00Z", "2026-03-29T01:00:00Z", Description = "there is no half past two: when the clock moves")]
    [TestCase("30 2 * * *", "Europe/Vienna", "2026-03-29T01:00:00Z", "2026-03-30T00:30:00Z", Description = "and on from there")]
    [TestCase("30 2 * * *", "Europe/Vienna", "2026-10-24T12:00:00Z", "2026-10-25T00:30:00Z", Description = "half past two comes twice: the first")]
    [TestCase("30 2 * * *", "Europe/Vienna", "2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z", Description = "and not the second")]
    [TestCase("0 0 29 2 *", "UTC", "2026-03-02T09:00:00Z", "2028-02-29T00:00:00Z")]
    [TestCase("0 0 * * 7", "UTC", "2026-03-02T09:00:00Z", "2026-03-08T00:00:00Z", Description = "0 and 7 are Sunday")]
    public void The_next_time_is_by_the_clock_of_the_zone(string cron, string zone, string after, string expected) => Assert.That(
        Schedule.Read(new Recurrence(cron, zone), TimeProvider.System).Value.After(Instant(after)), Is.EqualTo(Instant(expected)));

    [TestCase("")]
    [TestCase(" ")]
    [TestCase("* * * *")]
    [TestCase("* * * * * *")]
    [TestCase("0 0 3 * * ?")]
    [TestCase("61 * * * *")]
    [TestCase("0 0 31 2 *")]
    [TestCase("0 0 * * MON#9")]
    [TestCase("*/0 * * * *")]
    [TestCase("1-99999999999999999999 * * * *")]
    [TestCase("@reboot")]
    [TestCase("\0 * * * *")]
    public void What_is_no_schedule_is_refused(string cron)
    {
        var read = Schedule.Read(new Recurrence(cron), TimeProvider.System);
        Assert.That(read.Failed, Is.True);
        Assert.That(read.Error!.Fields!.Keys, Is.EqualTo(new[] { "Cron" }));
    }

    [Test]
    public void What_is_far_too_long_is_refused_and_not_repeated_in_full()
    {
        var read = Schedule.Read(new Recurrence(string.Join(',', Enumerable.Repeat("1", 100_000)) + " * * * *"), TimeProvider.System);
        Assert.That(read.Error?.Message.Length, Is.LessThan(300));
        Assert.That(Schedule.Read(new Recurrence("0 8 * * *", new string('x', 10_000)), TimeProvider.System).Error?.Message.Length, Is.LessThan(300));
    }

    private static DateTimeOffset Instant(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
