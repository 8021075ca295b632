using Halext.Application.Common.Jobs;
using Halext.Application.Operations.Jobs;
using Halext.Domain.Operations;
using Halext.TestKit;
using Halext.TestKit.Jobs;
using Microsoft.Extensions.DependencyInjection;
using static Halext.ApiTests.Operations.Jobs.ClockServer;

namespace Halext.ApiTests.Operations.Jobs;

/// <summary>Clocks that jump by hours, and times at which nothing ran: nothing is lost, nothing comes twice, and what was missed follows its rule.</summary>
public sealed class ClockTests
{
    [Test]
    public async Task What_recurs_and_was_jumped_over_runs_once_or_not_at_all()
    {
        await using var node = await At(Nine.AddMinutes(30), schedules: true);
        await node.AreDue(Nine + Hour);

        node.MoveTo(Nine.AddMinutes(30) + (3 * Hour));
        await node.AreDue(Nine + (4 * Hour));
        await node.HaveFired("10:00", "");

        node.MoveTo(Nine + (4 * Hour));
        await node.HaveFired("10:00 13:00", "13:00");
    }

    [Test]
    public async Task What_recurs_does_not_run_again_when_the_clock_goes_back()
    {
        await using var node = await At(Nine.AddMinutes(30), schedules: true);
        await node.AreDue(Nine + Hour);
        node.MoveTo(Nine + Hour);
        await node.HaveFired("10:00", "10:00");

        node.MoveTo(Nine);
        await node.WorkerHasLooked();
        node.MoveTo(Nine + Hour);
        await node.WorkerHasLooked();
        node.MoveTo(Nine + (2 * Hour));

        await node.HaveFired("10:00 11:00", "10:00 11:00");
    }

    [Test]
    public async Task Of_two_nodes_whose_clocks_disagree_one_fires_each_time()
    {
        await using var early = await At(Nine.AddMinutes(30), schedules: true);
        await early.AreDue(Nine + Hour);
        await using var late = await At(Nine.AddMinutes(-30), early.Server.ConnectionString, schedules: true);

        early.MoveTo(Nine + Hour);
        await Eventually.True(async () => await early.Fired("clock.once") == "10:00");
        late.MoveTo(Nine + Hour);
        await late.WorkerHasLooked();
        early.MoveTo(Nine + (2 * Hour));
        late.MoveTo(Nine + (2 * Hour));
        await early.HaveFired("10:00 11:00", "10:00 11:00");
    }

    [Test]
    public async Task What_recurs_and_came_due_while_nothing_ran_follows_its_rule()
    {
        string database;
        await using (var before = await At(Nine.AddMinutes(30), schedules: true))
        {
            database = before.Server.ConnectionString;
            await before.AreDue(Nine + Hour);
        }

        await using var after = await At(Nine.AddMinutes(30) + (5 * Hour), database, schedules: true);
        await after.AreDue(Nine + (6 * Hour));
        await after.HaveFired("10:00", "");
    }

    [Test]
    public async Task What_is_paused_stays_so_over_restarts_until_somebody_lets_it_go_on()
    {
        string database;
        await using (var before = await At(Nine.AddMinutes(30), schedules: true))
        {
            database = before.Server.ConnectionString;
            await before.AreDue(Nine + Hour);
            Assert.That(await Recurring(before).Pause("clock.once", CancellationToken.None), Is.False, "it was not paused before");
        }

        await using var after = await At(Nine.AddMinutes(30) + Hour, database, schedules: true);
        await Eventually.True(async () => await after.Next("clock.skip") == Nine + (2 * Hour));
        after.MoveTo(Nine + (2 * Hour));
        await Eventually.True(async () => await after.Fired("clock.skip") == "11:00");
        var paused = (await Recurring(after).List(CancellationToken.None)).Single(r => r.Name == "clock.once");
        Assert.That((paused.IsPaused, await after.Fired("clock.once")), Is.EqualTo((true, "")));

        // What passed meanwhile was missed: it is made up for once.
        after.Clock.Advance(TimeSpan.FromMinutes(10));
        await Recurring(after).Resume("clock.once", CancellationToken.None);
        await after.HaveFired("10:00", "11:00");
        await after.AreDue(Nine + (3 * Hour));
    }

    [Test]
    public async Task A_series_that_was_jumped_over_runs_once_or_not_at_all()
    {
        await using var node = await At(Nine.AddMinutes(30));
        var ada = await node.Server.SignUp("ada");
        var once = await node.Repeat(ada, new WriteDown("once"));
        var skip = await node.Repeat(ada, new WriteDown("skip"), Misfire.Skip);

        node.MoveTo(Nine.AddMinutes(30) + (3 * Hour));
        await node.IsSeries(once, "10:00 Succeeded, 13:00 Scheduled");
        await node.IsSeries(skip, "13:00 Scheduled");

        // Late is not missed.
        node.MoveTo(Nine + (4 * Hour) + TimeSpan.FromSeconds(50));
        await node.IsSeries(once, "10:00 Succeeded, 13:00 Succeeded, 14:00 Scheduled");
        await node.IsSeries(skip, "13:00 Succeeded, 14:00 Scheduled");
        Assert.That(node.Journal.Lines.Order(), Is.EqualTo(new[] { "once", "once", "skip" }));
    }

    [Test]
    public async Task A_series_that_came_due_while_nothing_ran_follows_its_rule()
    {
        string database;
        Guid once, skip;
        await using (var before = await At(Nine.AddMinutes(30)))
        {
            database = before.Server.ConnectionString;
            var ada = await before.Server.SignUp("ada");
            once = await before.Repeat(ada, new WriteDown("once"));
            skip = await before.Repeat(ada, new WriteDown("skip"), Misfire.Skip);
        }

        await using var after = await At(Nine.AddMinutes(30) + (5 * Hour), database);
        await after.IsSeries(once, "10:00 Succeeded, 15:00 Scheduled");
        await after.IsSeries(skip, "15:00 Scheduled");
        Assert.That(after.Journal.Lines, Is.EqualTo(new[] { "once" }));
    }

    [Test]
    public async Task A_series_does_not_repeat_a_time_when_the_clock_goes_back_while_it_runs()
    {
        await using var node = await At(Nine.AddMinutes(30));
        var ada = await node.Server.SignUp("ada");
        var series = await node.Repeat(ada, new WaitForGate("back"));
        node.MoveTo(Nine + Hour);
        await Eventually.True(() => node.Journal.CountOf("back") == 1);

        node.MoveTo(Nine);
        node.Journal.Gate("back").SetResult();

        await node.IsSeries(series, "10:00 Succeeded, 11:00 Scheduled");
    }

    [Test]
    public async Task Times_that_pass_while_a_series_runs_are_passed_over()
    {
        await using var node = await At(Nine.AddMinutes(30));
        var ada = await node.Server.SignUp("ada");
        var series = await node.Repeat(ada, new WaitForGate("long"));
        node.MoveTo(Nine + Hour);
        await Eventually.True(() => node.Journal.CountOf("long") == 1);

        node.MoveTo(Nine.AddMinutes(30) + (3 * Hour));
        node.Journal.Gate("long").SetResult();

        await node.IsSeries(series, "10:00 Succeeded, 13:00 Scheduled");
    }

    [Test]
    public async Task What_waits_and_what_is_retried_keeps_its_time_when_the_clock_goes_back_and_runs_once()
    {
        await using var node = await At(Nine);
        var ada = await node.Server.SignUp("ada");
        var waiting = await node.Enqueue(ada, new WriteDown("later"), new JobOptions { Delay = TimeSpan.FromMinutes(10) });
        var retried = await node.Enqueue(ada, new FailTimes("back", 1, "io"));
        await Eventually.True(async () => await node.State(retried) == "Retrying");
        var due = await node.Ask($"SELECT run_at FROM jobs WHERE id = '{retried}'");

        node.MoveTo(Nine - Hour);
        await node.WorkerHasLooked();
        Assert.That((await node.State(waiting), await node.State(retried)), Is.EqualTo(("Scheduled", "Retrying")));
        Assert.That(await node.Ask($"SELECT run_at FROM jobs WHERE id = '{retried}'"), Is.EqualTo(due));

        // What is to run now does so, whatever the clock says.
        var now = await node.Enqueue(ada, new WriteDown("now"));
        await Eventually.True(async () => await node.State(now) == "Succeeded");

        node.MoveTo(Nine + Hour);
        await Eventually.True(async () => (await node.State(waiting), await node.State(retried)) == ("Succeeded", "Succeeded"));
        Assert.That(node.Journal.Lines.Order(), Is.EqualTo(new[] { "later", "now" }));
        Assert.That(node.Journal.CountOf("back"), Is.EqualTo(2));
    }

    [Test]
    public async Task What_is_retried_comes_at_once_when_the_clock_jumps_over_its_back_off()
    {
        await using var node = await At(Nine);
        var ada = await node.Server.SignUp("ada");
        var id = await node.Enqueue(ada, new FailTimes("forward", 2, "io"));
        for (var attempt = 1; attempt <= 2; attempt++)
        {
            await Eventually.True(async () => await node.Ask($"SELECT state || attempts FROM jobs WHERE id = '{id}'") is string state && state == $"Retrying{attempt}");
            node.Clock.Advance(Hour);
        }

        await Eventually.True(async () => await node.State(id) == "Succeeded");
    }

    /// <summary>A node lives as long as its connection, and an attempt by a timer: no clock has a say in either.</summary>
    [TestCase(1)]
    [TestCase(-1)]
    public async Task What_runs_is_neither_lost_nor_timed_out_when_a_clock_jumps(int hours)
    {
        await using var one = await At(Nine);
        var ada = await one.Server.SignUp("ada");
        var id = await one.Enqueue(ada, new WaitForGate("jump"));
        await Eventually.True(() => one.Journal.CountOf("jump") == 1);
        await using var other = await At(Nine, one.Server.ConnectionString);
        await Eventually.True(async () => (long)(await one.Ask("SELECT count(*) FROM job_nodes"))! == 2);

        other.Clock.Advance(hours * Hour);
        await other.WorkerHasLooked();
        one.Clock.Advance(2 * hours * Hour);
        await one.WorkerHasLooked();
        await other.WorkerHasLooked();

        Assert.That(await one.Ask($"SELECT state || attempts || crashes FROM jobs WHERE id = '{id}'"), Is.EqualTo("Running10"));
        Assert.That(await one.Ask("SELECT count(*) FROM job_nodes"), Is.EqualTo(2));
        one.Journal.Gate("jump").SetResult();
        await Eventually.True(async () => await one.State(id) == "Succeeded");
        Assert.That(one.Journal.CountOf("jump") + other.Journal.CountOf("jump"), Is.EqualTo(1));
    }

    private static IRecurringJobs Recurring(ClockServer node) => node.Server.Services.GetRequiredService<IRecurringJobs>();
}
