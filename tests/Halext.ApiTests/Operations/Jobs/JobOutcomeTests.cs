using Halext.Application.Common.Jobs;
using Halext.TestKit;
using Halext.TestKit.Jobs;
using Microsoft.Extensions.DependencyInjection;

namespace Halext.ApiTests.Operations.Jobs;

/// <summary>Whatever a job says at its end, and whatever the database makes of it, there is an end.</summary>
public sealed class JobOutcomeTests : JobFixture
{
    [TestCase("long error", "Dead", "JOB_EXCEPTION")]
    [TestCase("NUL in an error", "Dead", "JOB_EXCEPTION")]
    [TestCase("half a character", "Dead", "VALIDATION_ERROR")]
    [TestCase("large result", "Dead", "JOB_RESULT_TOO_LARGE")]
    [TestCase("NUL in a result", "Succeeded", null)]
    [TestCase("NUL in progress", "Succeeded", null)]
    public async Task Words_that_are_hard_to_keep_are_kept_as_far_as_they_can_be(string what, string state, string? code)
    {
        var id = await Enqueue(null, new SayOddThings(what));
        await Ends(id, state);
        Assert.That(await Ask($"SELECT attempts || '/' || coalesce(error_code, '') FROM jobs WHERE id = '{id}'"), Is.EqualTo($"1/{code}"));
        if (what == "NUL in a result")
            Assert.That(await Ask($"SELECT result #>> '{{}}' FROM jobs WHERE id = '{id}'"), Is.EqualTo("a\uFFFDb \\u0000"));
    }

    [Test]
    public async Task What_the_database_refuses_for_good_is_a_dead_letter_that_says_so()
    {
        await Ask("""
            CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '22P05'; END $$;
            CREATE TRIGGER refuse BEFORE UPDATE ON jobs FOR EACH ROW WHEN (NEW.result::text LIKE '%refuse this%') EXECUTE FUNCTION refuse();
            """);
        var id = await Enqueue(null, new SayOddThings("refuse this"));
        await Ends(id, "Dead");
        Assert.That(await Ask($"SELECT attempts || error_code FROM jobs WHERE id = '{id}'"), Is.EqualTo("1JOB_OUTCOME_REFUSED"));
        await Ends(await Enqueue(null, new SayOddThings("and its place is free")), "Succeeded");
    }

    [Test]
    public async Task What_runs_nowhere_is_passed_on_and_what_nobody_wants_of_it_is_no_failure()
    {
        await using var server = await TestServer.Start(configure: builder => builder.Services.AddTestJobs());
        await using var data = Npgsql.NpgsqlDataSource.Create(server.ConnectionString);
        var (wanted, unwanted) = (Guid.NewGuid(), Guid.NewGuid());
        await using (var command = data.CreateCommand($$"""
            INSERT INTO jobs (id, type, payload, state, queue, priority, run_at, attempts, crashes, progress, logs, created_at, node_id, cancel_requested_at)
            VALUES ('{{wanted}}', 'test.write', '{"text": "x"}', 'Running', 'default', 0, '2026-01-01', 1, 0, 0, '[]', '2026-01-01', gen_random_uuid(), NULL),
                   ('{{unwanted}}', 'test.write', '{"text": "x"}', 'Running', 'default', 0, '2026-01-01', 1, 0, 0, '[]', '2026-01-01', gen_random_uuid(), now())
            """))
            await command.ExecuteNonQueryAsync();

        await Eventually.True(async () => await Ask(data, $"SELECT state || attempts || crashes FROM jobs WHERE id = '{wanted}'") is "Succeeded21");
        Assert.That(await Ask(data, $"SELECT state FROM jobs WHERE id = '{unwanted}'"), Is.EqualTo("Cancelled"));
        await Eventually.True(async () => await Ask(data, "SELECT sum(succeeded) || '/' || sum(failed) FROM job_tallies") is string counts && counts == "1/1");
    }

    [Test]
    public async Task What_was_cancelled_while_its_node_gave_it_back_does_not_run()
    {
        var database = await TestCluster.CreateDatabase();
        await using var data = Npgsql.NpgsqlDataSource.Create(database);
        Guid id;
        await using (var server = await TestServer.Start(
            new Dictionary<string, string?> { ["JOBS_DRAIN_SECONDS"] = "0" }, builder => builder.Services.AddTestJobs(), database))
        {
            id = await Enqueue(server.Services, null, new WaitForGate("given back"));
            await Eventually.True(() => server.Services.GetRequiredService<JobJournal>().CountOf("given back") == 1);
            await Ask(data, "ALTER TABLE jobs DISABLE TRIGGER announce_cancelled");
            await Ask(data, $"UPDATE jobs SET cancel_requested_at = '2026-03-02T09:00:00Z' WHERE id = '{id}'");
        }

        Assert.That(await Ask(data, $"SELECT state || (finished_at IS NOT NULL) || (expires_at IS NOT NULL) FROM jobs WHERE id = '{id}'"), Is.EqualTo("Cancelledtruetrue"));
    }

    private static async Task<object?> Ask(Npgsql.NpgsqlDataSource data, string sql)
    {
        await using var command = data.CreateCommand(sql);
        return await command.ExecuteScalarAsync();
    }

    private Task Ends(Guid id, string state) => Eventually.True(async () => (string?)await Ask($"SELECT state FROM jobs WHERE id = '{id}'") == state);
}

/// <summary>Who takes what, and how soon.</summary>
public sealed class JobOrderTests : JobFixture
{
    [Test]
    public async Task Jobs_of_one_key_follow_each_other_at_once()
    {
        // One a second would take a minute.
        for (var i = 0; i < 60; i++)
            await Enqueue(null, new WriteDown($"in turn {i}"), new JobOptions { ConcurrencyKey = "in-turn" });
        await Eventually.True(() => Journal.Lines.Count(l => l.StartsWith("in turn", StringComparison.Ordinal)) == 60);
    }

    [Test]
    public async Task However_many_are_due_those_with_priority_are_ready_first_and_all_soon()
    {
        await Ask("""
            INSERT INTO paused_queues (name, paused_at) VALUES ('many', now());
            INSERT INTO jobs (id, type, payload, state, queue, priority, run_at, attempts, crashes, progress, logs, created_at)
            SELECT gen_random_uuid(), 'test.write', '{"text": "never"}', 'Scheduled', 'many', 0, '2026-03-02T09:00:01Z', 0, 0, 0, '[]', '2026-01-01'
            FROM generate_series(1, 40000);
            INSERT INTO jobs (id, type, payload, state, queue, priority, run_at, attempts, crashes, progress, logs, created_at)
            VALUES (gen_random_uuid(), 'test.write', '{"text": "urgent"}', 'Scheduled', 'default', 100, '2026-03-02T09:00:02Z', 0, 0, 0, '[]', '2026-01-01')
            """);
        Server.Clock.Advance(TimeSpan.FromSeconds(10));
        await Eventually.True(() => Journal.Lines.Contains("urgent"));
        await Eventually.True(async () => (long)(await Ask("SELECT count(*) FROM jobs WHERE queue = 'many' AND state = 'Scheduled'"))! == 0);
    }

    [Test]
    public async Task All_queues_are_also_those_that_no_type_names()
    {
        await Enqueue(null, new WriteDown("from nowhere"), new JobOptions { Queue = "nobodys" });
        await Eventually.True(() => Journal.Lines.Contains("from nowhere"));
    }

    [TestCase("a,b")]
    [TestCase("a/b")]
    [TestCase("*")]
    [TestCase("")]
    public void Queues_have_names_that_lists_and_addresses_can_hold(string queue) =>
        Assert.ThrowsAsync<ArgumentException>(() => Enqueue(null, new WriteDown("never"), new JobOptions { Queue = queue }));
}
