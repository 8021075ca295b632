using Halext.Application.Operations.Server;
using Halext.Infrastructure.Operations.Server;
using Microsoft.Extensions.Logging;

namespace Halext.UnitTests.Operations.Server;

public sealed class LogBufferTests
{
    [Test]
    public void The_newest_lines_stay_oldest_first()
    {
        using var buffer = new LogBuffer(Settings.With(("LOG_BUFFER_LINES", "3")), new FixedClock());
        var logger = buffer.CreateLogger("Shop");
        for (var i = 1; i <= 5; i++)
            Say(logger, LogLevel.Information, $"line {i}");
        Assert.That(buffer.Read(null, 10), Is.EqualTo(new[] { Line("information", "line 3"), Line("information", "line 4"), Line("information", "line 5") }));
        Assert.That(buffer.Read(null, 1), Is.EqualTo(new[] { Line("information", "line 5") }));
    }

    [Test]
    public void The_limit_counts_what_the_level_leaves()
    {
        using var buffer = new LogBuffer(Settings.With(), new FixedClock());
        var logger = buffer.CreateLogger("Shop");
        Say(logger, LogLevel.Error, "broken", new InvalidOperationException("no\nbread"));
        foreach (var level in (LogLevel[])[LogLevel.Debug, LogLevel.Information, LogLevel.Warning, LogLevel.Critical])
            Say(logger, level, level.ToString());
        Assert.That(buffer.Read(LogSeverity.Error, 2), Is.EqualTo(new[] { Line("error", "broken (InvalidOperationException: no bread)"), Line("critical", "Critical") }));
        Assert.That(buffer.Read(LogSeverity.Warning, 10), Has.Count.EqualTo(3));
        Assert.That(buffer.Read(LogSeverity.Info, 10), Has.Count.EqualTo(4));
        Assert.That(buffer.Read(null, 10), Has.Count.EqualTo(5));
    }

    [Test]
    public void It_can_be_turned_off()
    {
        using var buffer = new LogBuffer(Settings.With(("LOG_BUFFER_LINES", "0")), new FixedClock());
        Say(buffer.CreateLogger("Shop"), LogLevel.Critical, "gone");
        Assert.That(buffer.Read(null, 10), Is.Empty);
    }

    [Test]
    public void Only_what_systemd_itself_started_is_supervised_by_it()
    {
        var pid = Environment.ProcessId.ToString(System.Globalization.CultureInfo.InvariantCulture);
        Assert.That(Settings.With(("INVOCATION_ID", "abc"), ("SYSTEMD_EXEC_PID", pid)).IsSupervised, Is.True);
        Assert.That(Settings.With(("INVOCATION_ID", "abc"), ("SYSTEMD_EXEC_PID", "1")).IsSupervised, Is.False);
        Assert.That(Settings.With(("INVOCATION_ID", "abc"), ("SYSTEMD_EXEC_PID", pid), ("SUPERVISED", "false")).IsSupervised, Is.False);
        Assert.That(Settings.With(("SUPERVISED", "true")).IsSupervised, Is.True);
        Assert.That(Settings.With().IsSupervised, Is.False);
    }

    private static string Line(string level, string text) => $"2026-03-02T09:00:00.000Z {level} Shop: {text}";

    private static void Say(ILogger logger, LogLevel level, string text, Exception? exception = null) => logger.Log(level, default, text, exception, (t, _) => t);
}
