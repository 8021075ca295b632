using System.Text.Json;
using Halext.Application.Accounts.SignIn;
using Halext.Application.Common.Jobs;
using Halext.Application.Common.Messaging;
using Halext.Domain.Common;
using Halext.Domain.Operations;
using Halext.TestKit;
using Halext.TestKit.Jobs;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Halext.ApiTests.Operations.Jobs;

/// <summary>Jobs that somebody wants again and again, from their first time to their last.</summary>
[Parallelizable(ParallelScope.Self)] // Each moves the one clock of their server.
public sealed class RepeatingJobTests : JobFixture
{
    private static readonly Recurrence Hourly = new("0 * * * *");

    protected override Dictionary<string, string?> Settings => new() { ["ACCESS_TOKEN_EXPIRE_MINUTES"] = "100000" };

    [Test]
    public async Task It_runs_at_each_time_and_each_run_is_a_job_of_its_own()
    {
        var (ada, admin) = (await Server.SignUp("ada"), await Server.SignUp("admin"));
        await Server.MakeAdmin(admin);
        var first = await Repeat(ada, new WriteDown("each day"), new Recurrence("30 8 * * *", "Europe/Vienna", Misfire.Skip));

        var times = new List<string?>();
        var id = first;
        for (var day = 0; day < 3; day++)
        {
            var waiting = await Get(ada, id);
            Assert.That(waiting.GetProperty("state").GetString(), Is.EqualTo("scheduled"));
            Assert.That(waiting.GetProperty("series").GetProperty("id").GetGuid(), Is.EqualTo(first));
            Assert.That(waiting.GetProperty("series").GetProperty("next_id").ValueKind, Is.EqualTo(JsonValueKind.Null));
            times.Add(waiting.GetProperty("run_at").GetString());
            MoveTo(waiting.GetProperty("run_at").GetDateTimeOffset());
            id = (await Reaches(ada, id, "succeeded")).GetProperty("series").GetProperty("next_id").GetGuid();
        }

        Assert.That(times.Select(t => t![^10..]), Is.All.EqualTo("T07:30:00Z"), "half past eight in Vienna, in winter");
        Assert.That(times, Is.Unique);
        Assert.That(Journal.Lines.Count(l => l == "each day"), Is.EqualTo(3));

        // An admin sees them all, and which are series at all.
        var runs = (await admin.Client.Get($"/admin/jobs/?series={first}").ShouldBeOk()).EnumerateArray().ToList();
        Assert.That(runs.Select(r => r.GetProperty("state").GetString()), Is.EqualTo(new[] { "scheduled", "succeeded", "succeeded", "succeeded" }));
        Assert.That(runs[0].GetProperty("cron").GetString(), Is.EqualTo("30 8 * * *"));
        var waits = (await admin.Client.Get($"/admin/jobs/?is_repeating=true&state=scheduled&user_id={ada.Id}").ShouldBeOk()).EnumerateArray().Single();
        Assert.That(waits.GetProperty("series_id").GetGuid(), Is.EqualTo(first));
        var details = await admin.Client.Get($"/admin/jobs/{id}").ShouldBeOk();
        Assert.That(details.GetProperty("series").GetProperty("misfire").GetString(), Is.EqualTo("skip"));

        // The first is forgotten in time; its id still leads to the series.
        await Ask($"DELETE FROM jobs WHERE id = '{first}'");
        Assert.That((await Get(ada, first)).GetProperty("id").GetGuid(), Is.EqualTo(id));
        await ada.Client.PostJson($"/jobs/{first}/cancel", new { }).ShouldBeNoContent();
        Assert.That((await Get(ada, id)).GetProperty("state").GetString(), Is.EqualTo("cancelled"));
        Assert.That(await Open(first), Is.Zero);
    }

    [Test]
    public async Task Its_keys_go_on_with_it_and_so_does_what_it_was_asked()
    {
        var ada = await Server.SignUp("ada");
        var options = new JobOptions { UniqueKey = "mine", ConcurrencyKey = "gently", Queue = "slow", Priority = 7 };
        var first = await Repeat(ada, new WriteDown("keys"), Hourly, options);
        Assert.That(await Repeat(ada, new WriteDown("keys"), Hourly, options), Is.EqualTo(first));
        Server.Clock.Advance(TimeSpan.FromHours(1));
        var next = (await Reaches(ada, first, "succeeded")).GetProperty("series").GetProperty("next_id").GetGuid();

        Assert.That(await Repeat(ada, new WriteDown("keys"), Hourly, options), Is.EqualTo(next));
        Assert.That(await Enqueue(ada, new WriteDown("keys"), options), Is.EqualTo(next), "a single one is under the same key");
        Assert.That(
            await Ask($"SELECT concat_ws(' ', unique_key, concurrency_key, queue, priority, payload ->> 'text', user_id, attempts) FROM jobs WHERE id = '{next}'"),
            Is.EqualTo($"mine gently slow 7 keys {ada.Id} 0"));
        await ada.Client.PostJson($"/jobs/{next}/cancel", new { }).ShouldBeNoContent();
    }

    [Test]
    public async Task Cancelled_while_it_runs_it_is_over_even_when_it_does_not_listen()
    {
        var ada = await Server.SignUp("ada");
        var listening = await Repeat(ada, new WaitForGate("listening series"), Hourly);
        var deaf = await Repeat(ada, new WaitDeaf("deaf series"), Hourly);
        Server.Clock.Advance(TimeSpan.FromHours(1));
        await Eventually.True(() => Journal.CountOf("listening series") == 1 && Journal.CountOf("deaf series") == 1);

        await ada.Client.PostJson($"/jobs/{listening}/cancel", new { }).ShouldBeNoContent();
        await ada.Client.PostJson($"/jobs/{deaf}/cancel", new { }).ShouldBeNoContent();
        Journal.Gate("deaf series").SetResult();

        await Reaches(ada, listening, "cancelled");
        await Reaches(ada, deaf, "succeeded");
        Assert.That((await Open(listening), await Open(deaf)), Is.EqualTo((0L, 0L)));
    }

    [Test]
    public async Task Cancelled_in_the_moment_in_which_a_run_ends_it_is_over_too()
    {
        var ada = await Server.SignUp("ada");
        var first = await Repeat(ada, new WriteDown("never"), Hourly);

        // What a worker does at the end of a run, held up before its commit.
        await using var connection = new NpgsqlConnection(Server.ConnectionString);
        await connection.OpenAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using var command = new NpgsqlCommand(
            $"""
            CREATE TEMP TABLE next ON COMMIT DROP AS SELECT * FROM jobs WHERE id = '{first}';
            UPDATE next SET id = '{Guid.CreateVersion7()}';
            UPDATE jobs SET state = 'Succeeded', finished_at = run_at, expires_at = run_at + interval '1 day' WHERE id = '{first}';
            INSERT INTO jobs SELECT * FROM next
            """,
            connection);
        await command.ExecuteNonQueryAsync();
        var cancelling = ada.Client.PostJson($"/jobs/{first}/cancel", new { });
        await Eventually.True(async () =>
            await Ask("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%UPDATE jobs%'") is > 0L);
        await transaction.CommitAsync();

        await cancelling.ShouldBeNoContent();
        Assert.That(await Open(first), Is.Zero);
    }

    [Test]
    public async Task A_time_that_fails_for_good_is_a_dead_letter_and_the_series_goes_on_without_it()
    {
        var (ada, admin) = (await Server.SignUp("ada"), await Server.SignUp("admin"));
        await Server.MakeAdmin(admin);
        var first = await Repeat(ada, new FailTimes("series", 1, "bug"), Hourly, new JobOptions { UniqueKey = "series" });
        Server.Clock.Advance(TimeSpan.FromHours(1));
        var next = (await Reaches(ada, first, "dead")).GetProperty("series").GetProperty("next_id").GetGuid();

        // Once more by hand: a job of its own, which makes no second series and leaves the key to the first.
        await admin.Client.PostJson($"/admin/jobs/{first}/retry", new { }).ShouldBeNoContent();
        await Reaches(ada, first, "succeeded");
        Assert.That(await Open(first), Is.EqualTo(1));

        Server.Clock.Advance(TimeSpan.FromHours(1));
        await Reaches(ada, next, "succeeded");
        Assert.That(await Open(first), Is.EqualTo(1));
        await ada.Client.PostJson($"/jobs/{first}/cancel", new { }).ShouldBeNoContent();
    }

    [Test]
    public async Task Attempts_are_repeated_within_a_time_of_the_series()
    {
        var ada = await Server.SignUp("ada");
        var first = await Repeat(ada, new FailTimes("retried series", 1, "io"), Hourly);
        var planned = (await Get(ada, first)).GetProperty("run_at").GetDateTimeOffset();
        MoveTo(planned);
        Assert.That(await Open(first), Is.EqualTo(1));
        await Reaches(ada, first, "retrying");
        Assert.That(await Open(first), Is.EqualTo(1));
        Server.Clock.Advance(TimeSpan.FromMinutes(3));
        var done = await Reaches(ada, first, "succeeded");
        Assert.That(done.GetProperty("series").GetProperty("planned_at").GetDateTimeOffset(), Is.EqualTo(planned));
        var next = await Get(ada, done.GetProperty("series").GetProperty("next_id").GetGuid());
        Assert.That(next.GetProperty("run_at").GetDateTimeOffset(), Is.EqualTo(planned.AddHours(1)));
        await ada.Client.PostJson($"/jobs/{first}/cancel", new { }).ShouldBeNoContent();
    }

    [Test]
    public async Task It_ends_visibly_with_its_account_and_an_admin_can_take_it_up_again()
    {
        var (bob, admin) = (await Server.SignUp("bob"), await Server.SignUp("admin"));
        await Server.MakeAdmin(admin);
        var id = await Repeat(bob, new WriteDown("while I am here"), Hourly, new JobOptions { UniqueKey = "here" });
        await Change("UPDATE users SET is_active = false WHERE id = ");
        Server.Clock.Advance(TimeSpan.FromHours(1));
        await Eventually.True(async () => await Ask($"SELECT state || error_code FROM jobs WHERE id = '{id}'") is "DeadJOB_ACTOR_GONE");
        Assert.That(await Open(id), Is.Zero);

        await Change("UPDATE users SET is_active = true WHERE id = ");
        await admin.Client.PostJson($"/admin/jobs/{id}/retry", new { }).ShouldBeNoContent();
        await Reaches(bob, id, "succeeded");
        Assert.That(await Open(id), Is.EqualTo(1));

        await Change("DELETE FROM users WHERE id = ");
        Server.Clock.Advance(TimeSpan.FromHours(1));
        await Eventually.True(async () => await Open(id) == 0);
        Assert.That(await Ask($"SELECT error_code FROM jobs WHERE series_id = '{id}' AND state = 'Dead'"), Is.EqualTo("JOB_ACTOR_GONE"));
        Assert.That(Journal.Lines.Count(l => l == "while I am here"), Is.EqualTo(1));

        async Task Change(string sql)
        {
            await Ask(sql + bob.Id);

            // The database tells every node by itself; this one should know at once.
            Server.Services.GetRequiredService<IAccountCache>().Forget(bob.Id);
        }
    }

    [Test]
    public async Task A_dead_letter_whose_key_is_taken_says_so()
    {
        var (ada, admin) = (await Server.SignUp("ada"), await Server.SignUp("admin"));
        await Server.MakeAdmin(admin);
        var options = new JobOptions { UniqueKey = "taken", Delay = TimeSpan.FromSeconds(0) };
        var dead = await Enqueue(ada, new FailTimes("taken", 1, "bug"), options);
        await Reaches(ada, dead, "dead");
        var open = await Enqueue(ada, new FailTimes("taken", 1, "bug"), options with { Delay = TimeSpan.FromDays(30) });
        var refused = await admin.Client.PostJson($"/admin/jobs/{dead}/retry", new { }).ShouldFail(409, "CONFLICT");
        Assert.That(refused.GetProperty("message").GetString(), Does.Contain("unique key").And.Contain(open.ToString()));
        await ada.Client.PostJson($"/jobs/{open}/cancel", new { }).ShouldBeNoContent();
        await admin.Client.PostJson($"/admin/jobs/{dead}/retry", new { }).ShouldBeNoContent();
        await Reaches(ada, dead, "succeeded");
    }

    [TestCase("nonsense", "UTC", "Cron")]
    [TestCase("", "UTC", "Cron")]
    [TestCase("0 0 3 * * ?", "UTC", "Cron")]
    [TestCase("60 * * * *", "UTC", "Cron")]
    [TestCase("0 0 30 2 *", "UTC", "Cron")]
    [TestCase("0 8 * * *", "Middle-earth/Shire", "TimeZone")]
    [TestCase("0 8 * * *", "../../etc/passwd", "TimeZone")]
    [TestCase("0 8 * * *", "", "TimeZone")]
    public async Task A_schedule_that_cannot_be_read_is_refused_and_leaves_nothing(string cron, string zone, string field)
    {
        var ada = await Server.SignUp("ada");
        var refused = await Enqueue(Server.Services, ada, new WriteDown("never"), new Recurrence(cron, zone));
        Assert.That(refused.Error?.Kind, Is.EqualTo(ErrorKind.Invalid));
        Assert.That(refused.Error!.Fields!.Keys, Is.EqualTo(new[] { field }));
        Assert.That(await Ask($"SELECT count(*) FROM jobs WHERE user_id = {ada.Id}"), Is.Zero);
    }

    [Test]
    public async Task Nobody_else_ends_it()
    {
        var (ada, bob) = (await Server.SignUp("ada"), await Server.SignUp("bob"));
        var id = await Repeat(ada, new WriteDown("nobody's business"), new Recurrence("0 0 1 1 *"));
        await bob.Client.PostJson($"/jobs/{id}/cancel", new { }).ShouldFail(404, "RESOURCE_NOT_FOUND");
        await bob.Client.Get($"/jobs/{id}").ShouldFail(404, "RESOURCE_NOT_FOUND");
        Assert.That(await Open(id), Is.EqualTo(1));
    }

    private async Task<Guid> Repeat<T>(TestUser user, IUseCase<T> request, Recurrence recurrence, JobOptions? options = null) =>
        (await Enqueue(Server.Services, user, request, recurrence, options)).Value;

    private async Task<long> Open(Guid series) =>
        (long)(await Ask($"SELECT count(*) FROM jobs WHERE series_id = '{series}' AND state IN ('Scheduled', 'Queued', 'Running', 'Retrying')"))!;

    private void MoveTo(DateTimeOffset time) => Server.Clock.Advance(time - Server.Clock.GetUtcNow());
}
