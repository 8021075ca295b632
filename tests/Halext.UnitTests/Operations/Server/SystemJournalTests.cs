using System.Globalization;
using Halext.Application.Operations.Server;
using Halext.Infrastructure.Operations.Server;

namespace Halext.UnitTests.Operations.Server;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class SystemJournalTests
{
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "Operations", "Server", "fake-journalctl");

    private string _unit = null!;

    [SetUp]
    public void NameUnit() => _unit = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.service");

    [TearDown]
    public void DeleteScript() => File.Delete(_unit);

    [Test]
    public async Task Lines_of_earlier_processes_are_shown_like_our_own()
    {
        var own = Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
        var lines = await Read(
            """
            {"__REALTIME_TIMESTAMP":"1767225600123456","_PID":"1","PRIORITY":"6","MESSAGE":"Started halext.service - Halext."}
            {"_PID":"7","PRIORITY":"6","MESSAGE":"{\"Timestamp\":\"2026-01-01T00:00:01.000Z\",\"EventId\":0,\"LogLevel\":\"Error\",\"Category\":\"Shop\",\"Message\":\"broken\",\"Exception\":\"System.IOException: no bread\\n   at Baker\"}"}
            {"_PID":"7","PRIORITY":"6","MESSAGE":"{ no JSON"}
            {"_PID":"7","PRIORITY":"6","MESSAGE":[1,2,3]}

            """ + $$"""{"_PID":"{{own}}","PRIORITY":"6","MESSAGE":"mine"}""");
        Assert.That(lines, Is.EqualTo(new[]
        {
            "2026-01-01T00:00:00.123Z information journal: Started halext.service - Halext.",
            "2026-01-01T00:00:01.000Z error Shop: broken (System.IOException: no bread)",
            "0001-01-01T00:00:00.000Z information journal: { no JSON",
        }));
    }

    [Test]
    public async Task The_limit_counts_what_the_level_leaves()
    {
        const string entries =
            """
            {"_PID":"1","PRIORITY":"3","MESSAGE":"one"}
            {"_PID":"1","PRIORITY":"4","MESSAGE":"two"}
            {"_PID":"1","PRIORITY":"2","MESSAGE":"three"}
            {"_PID":"1","PRIORITY":"7","MESSAGE":"four"}
            """;
        Assert.That((await Read(entries, LogSeverity.Error)).Select(Message), Is.EqualTo(new[] { "one", "three" }));
        Assert.That((await Read(entries, LogSeverity.Error, limit: 1)).Select(Message), Is.EqualTo(new[] { "three" }));
        Assert.That((await Read(entries, LogSeverity.Info)).Select(Message), Is.EqualTo(new[] { "one", "two", "three" }));
        Assert.That((await Read(entries, null)).Select(Message), Is.EqualTo(new[] { "one", "two", "three", "four" }));
        Assert.That(await Read(entries, null, limit: 0), Is.Empty);
    }

    [Test]
    public async Task Why_it_cannot_be_read_is_said()
    {
        Write("echo 'No journal files were opened due to insufficient permissions.' >&2; exit 1");
        Assert.That(await Journal().Read(null, 10, default), Is.EqualTo(new[]
        {
            $"The journal of {_unit} cannot be read: No journal files were opened due to insufficient permissions.",
        }));
        var missing = new SystemJournal(Settings.With() with { JournalUnit = "shop.service", JournalProgram = "/nowhere/journalctl" }, TimeProvider.System);
        Assert.That((await missing.Read(null, 10, default)).Single(), Does.StartWith("The journal of shop.service cannot be read: "));
    }

    [Test]
    public async Task Without_a_service_nothing_is_run()
    {
        var journal = new SystemJournal(Settings.With() with { JournalProgram = Program }, TimeProvider.System);
        Assert.That(await journal.Read(null, 10, default), Is.Empty);
    }

    [TestCase("0::/system.slice/halext.service\n", "halext.service")]
    [TestCase("1:name=systemd:/system.slice/system-halext.slice/halext@two.service\n0::/\n", "halext@two.service")]
    [TestCase("0::/user.slice/user-0.slice/session-1.scope\n", null)]
    [TestCase("0::/\n", null)]
    public void The_service_is_known_by_its_control_group(string text, string? unit) => Assert.That(SystemJournal.UnitOf(text), Is.EqualTo(unit));

    private Task<IReadOnlyList<string>> Read(string entries, LogSeverity? atLeast = null, int limit = 10)
    {
        Write($"cat <<'END'\n{entries}\nEND");
        return Journal().Read(atLeast, limit, default);
    }

    private static string Message(string line) => line[(line.IndexOf(": ", StringComparison.Ordinal) + 2)..];

    private SystemJournal Journal() => new(Settings.With() with { JournalUnit = _unit, JournalProgram = Program }, TimeProvider.System);

    private void Write(string script) => File.WriteAllText(_unit, script);
}
