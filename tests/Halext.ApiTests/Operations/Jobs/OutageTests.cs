using Halext.TestKit;
using Halext.TestKit.Jobs;
using static Halext.ApiTests.Operations.Jobs.ClockServer;

namespace Halext.ApiTests.Operations.Jobs;

/// <summary>The database goes away and comes back, while something runs and while something is due.</summary>
public sealed class OutageTests
{
    [Test]
    public async Task What_ends_during_an_outage_is_noted_afterwards_and_does_not_run_again()
    {
        await using var node = await At(Nine);
        var database = node.Server.ConnectionString;
        var ada = await node.Server.SignUp("ada");
        var id = await node.Enqueue(ada, new WaitForGate("outage"));
        var late = await node.Enqueue(ada, new WriteDown("late"), new() { Delay = TimeSpan.FromMinutes(1) });
        await Eventually.True(() => node.Journal.CountOf("outage") == 1);

        await LetIn(database, isOpen: false);
        node.Journal.Gate("outage").SetResult();
        node.Clock.Advance(TimeSpan.FromMinutes(2));
        await Eventually.True(() => node.Logs.Any(l => l.Contains("outcome of a job could not be noted", StringComparison.Ordinal)));
        await Eventually.True(() => node.Logs.Any(l => l.Contains("queue of jobs cannot be reached", StringComparison.Ordinal)));
        await LetIn(database, isOpen: true);

        await Eventually.True(async () => (await node.State(id), await node.State(late)) == ("Succeeded", "Succeeded"));
        Assert.That(await node.Ask($"SELECT attempts FROM jobs WHERE id = '{id}'"), Is.EqualTo(1));
        Assert.That(node.Journal.CountOf("outage"), Is.EqualTo(1));
        Assert.That(await node.Ask("SELECT count(*) FROM job_nodes"), Is.EqualTo(1));
    }

    [Test]
    public async Task What_is_due_during_an_outage_runs_once_afterwards()
    {
        await using var node = await At(Nine.AddMinutes(30), schedules: true);
        var database = node.Server.ConnectionString;
        var ada = await node.Server.SignUp("ada");
        var series = await node.Repeat(ada, new WriteDown("series"));
        await node.AreDue(Nine + Hour);

        await LetIn(database, isOpen: false);
        node.MoveTo(Nine + Hour);
        await Eventually.True(() => node.Logs.Any(l => l.Contains("queue of jobs cannot be reached", StringComparison.Ordinal)));
        await Eventually.True(() => node.Logs.Any(l => l.Contains("Quartz", StringComparison.Ordinal)));
        await LetIn(database, isOpen: true);

        await node.IsSeries(series, "10:00 Succeeded, 11:00 Scheduled");
        await node.HaveFired("10:00", "10:00");
        await node.AreDue(Nine + (2 * Hour));
        Assert.That(node.Journal.Lines, Is.EqualTo(new[] { "series" }));
    }
}
