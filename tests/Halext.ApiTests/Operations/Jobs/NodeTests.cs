using Halext.TestKit;
using Halext.TestKit.Jobs;
using Npgsql;

namespace Halext.ApiTests.Operations.Jobs;

/// <summary>Workers as processes of their own, which die.</summary>
public sealed class NodeTests
{
    [Test]
    public async Task Another_node_resumes_what_a_killed_one_was_at()
    {
        var database = await TestCluster.CreateDatabase();
        await using var data = NpgsqlDataSource.Create(database);
        using var directory = new TemporaryDirectory();
        var file = Path.Combine(directory.Path, "done");
        var (one, two) = (Start(database, "worker"), Start(database, "worker"));
        await using var _ = one;
        await using var __ = two;
        await Eventually.True(async () => (long)(await Ask(data, "SELECT count(*) FROM job_nodes"))! == 2);
        var id = await Enqueue(data, "test.file", $$"""{"path":"{{file}}"}""");
        await Eventually.True(async () => await Ask(data, $"SELECT node_id FROM jobs WHERE id = '{id}'") is Guid);
        var name = (string)(await Ask(data, $"SELECT name FROM job_nodes JOIN jobs ON node_id = job_nodes.id WHERE jobs.id = '{id}'"))!;

        await (name.EndsWith($":{one.Id}", StringComparison.Ordinal) ? one : two).Stop("KILL");

        await Eventually.True(async () => await Ask(data, $"SELECT state || attempts || crashes FROM jobs WHERE id = '{id}'") is "Running21");
        await File.WriteAllTextAsync(file, "");
        await Eventually.True(async () => await Ask(data, $"SELECT state FROM jobs WHERE id = '{id}'") is "Succeeded");
        Assert.That(await Ask(data, "SELECT count(*) FROM job_nodes"), Is.EqualTo(1));
    }

    [Test]
    public async Task A_series_goes_on_once_when_the_node_of_one_of_its_jobs_is_killed()
    {
        var database = await TestCluster.CreateDatabase();
        await using var data = NpgsqlDataSource.Create(database);
        using var directory = new TemporaryDirectory();
        var file = Path.Combine(directory.Path, "done");
        var id = await Enqueue(data, "test.file", $$"""{"path":"{{file}}"}""");
        await Repeat(data, id);
        await using (var victim = Start(database, "worker"))
        {
            await Eventually.True(async () => await Ask(data, $"SELECT state FROM jobs WHERE id = '{id}'") is "Running");
            await victim.Stop("KILL");
        }

        Assert.That(await Ask(data, $"SELECT count(*) FROM jobs WHERE series_id = '{id}'"), Is.EqualTo(1), "nothing has ended yet");
        await using var survivor = Start(database, "worker");
        await File.WriteAllTextAsync(file, "");
        await Eventually.True(async () => await Ask(data, $"SELECT state || crashes FROM jobs WHERE id = '{id}'") is "Succeeded1");
        Assert.That(
            await Ask(data, $"SELECT state || (id = (SELECT next_id FROM jobs WHERE id = '{id}')) FROM jobs WHERE series_id = '{id}' AND id <> '{id}'"),
            Is.EqualTo("Scheduledtrue"));
        Assert.That(await Ask(data, $"SELECT count(*) FROM jobs WHERE series_id = '{id}'"), Is.EqualTo(2));
    }

    [Test]
    public async Task A_job_that_kills_its_process_is_a_dead_letter_after_three_of_them()
    {
        var database = await TestCluster.CreateDatabase();
        await using var data = NpgsqlDataSource.Create(database);
        var id = await Enqueue(data, "test.kill", "{}");
        await Repeat(data, id);
        for (var crash = 1; crash <= 3; crash++)
        {
            await using var victim = Start(database, "worker");
            await victim.Exit();
        }

        await using var survivor = Start(database, "worker");
        await Eventually.True(async () => await Ask(data, $"SELECT state || crashes || error_code FROM jobs WHERE id = '{id}'") is "Dead3JOB_CRASHED");
        Assert.That(await Ask(data, $"SELECT count(*) FROM jobs WHERE series_id = '{id}'"), Is.EqualTo(1), "its series ends with it, or it would kill on and on");
        Assert.That(await Ask(data, "SELECT count(*) FROM job_nodes"), Is.EqualTo(1));
    }

    [Test]
    public async Task A_worker_that_is_told_to_stop_ends_what_it_is_at_and_takes_nothing_new()
    {
        var database = await TestCluster.CreateDatabase();
        await using var data = NpgsqlDataSource.Create(database);
        using var directory = new TemporaryDirectory();
        var file = Path.Combine(directory.Path, "done");
        await using var worker = Start(database, "worker", "--queue", "default", "--concurrency", "2");
        var id = await Enqueue(data, "test.file", $$"""{"path":"{{file}}"}""");
        var other = await Enqueue(data, "test.wait", """{"name":"x"}""", "slow");
        await Eventually.True(async () => await Ask(data, $"SELECT state FROM jobs WHERE id = '{id}'") is "Running");

        var stopping = worker.Stop();
        await Eventually.True(() => worker.Output.Contains("Stopping", StringComparison.Ordinal));
        var late = await Enqueue(data, "test.write", """{"text":"x"}""");
        await File.WriteAllTextAsync(file, "");

        Assert.That(await stopping, Is.Zero, worker.Output);
        Assert.That(await Ask(data, $"SELECT state FROM jobs WHERE id = '{id}'"), Is.EqualTo("Succeeded"));
        Assert.That(await Ask(data, $"SELECT state FROM jobs WHERE id = '{late}'"), Is.EqualTo("Queued"));
        Assert.That(await Ask(data, $"SELECT state FROM jobs WHERE id = '{other}'"), Is.EqualTo("Queued"), "not its queue");
        Assert.That(await Ask(data, "SELECT count(*) FROM job_nodes"), Is.Zero);
    }

    [Test]
    public async Task A_server_without_a_worker_runs_nothing()
    {
        var database = await TestCluster.CreateDatabase();
        await using var data = NpgsqlDataSource.Create(database);
        await using var server = Start(database, "serve", "--no-worker");
        await server.Ready();
        await using var worker = Start(database, "worker", "--queue", "slow");
        await Eventually.True(async () => (long)(await Ask(data, "SELECT count(*) FROM job_nodes"))! == 1);
        Assert.That(await Ask(data, "SELECT queues FROM job_nodes"), Is.EqualTo("slow"));
    }

    [TestCase("--queue", ",,")]
    [TestCase("--queue", "a/b")]
    [TestCase("--loglevel", "99")]
    public async Task What_a_worker_cannot_understand_it_refuses(string option, string value)
    {
        await using var worker = HalextProcess.Start(["worker", option, value]);
        Assert.That(await worker.Exit(), Is.EqualTo(2), worker.Output);
    }

    private static HalextProcess Start(string database, params string[] arguments) => HalextProcess.Start(arguments, environment: new Dictionary<string, string?>
    {
        ["DATABASE_URL"] = database,
        ["SECRET_KEY"] = "aT3Nq8vXw2Lk5Rz7Tb9Yc1Pd4Fg6Hj0MsQe5Wr8Ui3Zo",
        ["DOTNET_STARTUP_HOOKS"] = typeof(TestJobs).Assembly.Location,
    });

    private static async Task<Guid> Enqueue(NpgsqlDataSource data, string type, string payload, string queue = "default")
    {
        var id = Guid.NewGuid();
        await Ask(data, $"""
            INSERT INTO jobs (id, type, payload, state, queue, priority, run_at, attempts, crashes, progress, logs, created_at)
            VALUES ('{id}', '{type}', '{payload}', 'Queued', '{queue}', 0, now(), 0, 0, 0, '[]', now())
            """);
        return id;
    }

    /// <summary>Makes it the first job of a series.</summary>
    private static Task<object?> Repeat(NpgsqlDataSource data, Guid id) => Ask(
        data, $"UPDATE jobs SET series_id = id, cron = '0 0 1 1 *', time_zone = 'UTC', misfire = 'RunOnce', planned_at = run_at WHERE id = '{id}'");

    private static async Task<object?> Ask(NpgsqlDataSource data, string sql)
    {
        await using var command = data.CreateCommand(sql);
        return await command.ExecuteScalarAsync();
    }
}
