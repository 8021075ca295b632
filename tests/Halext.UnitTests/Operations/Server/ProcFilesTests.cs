using Halext.Application.Operations.Server;
using Halext.Infrastructure.Operations.Server;

namespace Halext.UnitTests.Operations.Server;

public sealed class ProcFilesTests
{
    [Test]
    public void Processors_are_busy_with_what_is_neither_idle_nor_waiting()
    {
        var before = ProcFiles.ReadCpu("cpu  100 0 100 700 100 0 0 0 50 0\ncpu0 1 2 3\n");
        var after = ProcFiles.ReadCpu("cpu  150 0 125 750 125 0 0 50 90 0\ncpu0 1 2 3\n");
        Assert.That(before, Is.EqualTo(new ProcFiles.CpuTimes(1_000, 800)));
        Assert.That(after.BusySince(before), Is.EqualTo(62.5));
        Assert.That(before.BusySince(default), Is.EqualTo(20));
        Assert.That(before.BusySince(before), Is.Zero);
    }

    [Test]
    public void Memory_load_and_uptime_are_read()
    {
        var memory = ProcFiles.ReadMemory("MemTotal:        1000 kB\nMemFree:          100 kB\nMemAvailable:     250 kB\n");
        Assert.That(memory, Is.EqualTo(new Capacity(1_024_000, 768_000, 256_000)));
        Assert.That(memory.Percent, Is.EqualTo(75));
        Assert.That(ProcFiles.ReadLoad("0.52 1.58 2.59 1/234 5678\n"), Is.EqualTo(new LoadAverage(0.52, 1.58, 2.59)));
        Assert.That(ProcFiles.ReadUptime("350735.47 234388.90\n"), Is.EqualTo(350735.47));
    }

    [TestCase(30, "less than a minute")]
    [TestCase(3_700, "1 hour, 1 minute")]
    [TestCase(2 * 86_400 + 300, "2 days, 0 hours, 5 minutes")]
    public void Uptime_is_said_as_people_say_it(int seconds, string text) => Assert.That(GetServerStatusHandler.Human(TimeSpan.FromSeconds(seconds)), Is.EqualTo(text));
}
