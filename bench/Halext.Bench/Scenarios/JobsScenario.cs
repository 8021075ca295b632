using System.Diagnostics;
using Halext.Application.Common.Jobs;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Bench.Stage;
using Halext.Domain.Common;
using Halext.Infrastructure.Common.Configuration;
using Halext.Infrastructure.Common.Data;
using Halext.WebApi.Common.Hosting;
using MediatR;
using Npgsql;

namespace Halext.Bench.Scenarios;

/// <summary>Jobs that do nothing: how many a worker with four places runs in a second, what adding one costs, and whether 100,000 that wait slow either.</summary>
internal static class JobsScenario
{
    private const int Jobs = 3_000;
    private const int Additions = 1_000;
    private const int Waiting = 100_000;

    public static async Task<IReadOnlyList<Finding>> Run(BenchCluster cluster, BenchOptions options, CancellationToken ct)
    {
        var connectionString = await cluster.CreateDatabase("bench_jobs", ct);
        await using var app = Build(connectionString, worker: false);
        await app.Services.GetRequiredService<Migrator>().Migrate(ct);
        await using var data = NpgsqlDataSource.Create(connectionString);
        await Execute(
            data,
            """
            INSERT INTO users (username, username_key, email, email_key, password_hash, security_stamp, is_active, is_admin, created_at, updated_at, failed_sign_ins)
            VALUES ('bench', 'bench', 'bench@example.com', 'bench@example.com', '', gen_random_uuid(), true, false, now(), now(), 0)
            """,
            ct);
        await Add(app, Additions, ct);
        await Measure(app, data, connectionString, ct); // The compiler settles.

        var (addingAlone, rateAlone) = await Measure(app, data, connectionString, ct);
        await Execute(
            data,
            $"""
            INSERT INTO jobs (id, type, payload, state, queue, priority, run_at, attempts, crashes, progress, logs, created_at)
            SELECT gen_random_uuid(), 'bench.nothing', jsonb_build_object(), state, 'default', -1, now() + wait, 0, 0, 0, '[]', now()
            FROM generate_series(1, {Waiting / 2}), (VALUES ('Queued', interval '0'), ('Scheduled', interval '1 day')) AS kind (state, wait)
            """,
            ct);
        var (adding, rate) = await Measure(app, data, connectionString, ct);
        return
        [
            new Finding("jobs that do nothing, 4 at once", rateAlone, 300, "/s"),
            new Finding("adding a job, median", addingAlone, 3, "ms", IsLimit: true),
            new Finding("jobs with 100,000 waiting, of without", rate / rateAlone, 0.8),
            new Finding("adding with 100,000 waiting, of without", addingAlone / adding, 0.8),
        ];
    }

    private static async Task<(double Milliseconds, double PerSecond)> Measure(WebApplication app, NpgsqlDataSource data, string connectionString, CancellationToken ct)
    {
        var milliseconds = await Add(app, Jobs, ct);
        await using var worker = Build(connectionString, worker: true);
        var done = await Finished(data, ct);
        var start = Stopwatch.GetTimestamp();
        await worker.StartAsync(ct);
        while (await Finished(data, ct) < done + Jobs)
            await Task.Delay(TimeSpan.FromMilliseconds(50), ct);
        var rate = Jobs / Stopwatch.GetElapsedTime(start).TotalSeconds;
        await worker.StopAsync(ct);
        Console.WriteLine(FormattableString.Invariant($"  {rate:0} jobs/s, {milliseconds:0.00} ms to add one"));
        return (milliseconds, rate);
    }

    /// <summary>Adds jobs one by one, each with a commit of its own, as requests do.</summary>
    /// <returns>The median of what one took, in milliseconds.</returns>
    private static async Task<double> Add(WebApplication app, int count, CancellationToken ct)
    {
        var took = new List<double>(count);
        for (var i = 0; i < count; i++)
        {
            await using var scope = app.Services.CreateAsyncScope();
            scope.ServiceProvider.GetRequiredService<CurrentUser>().Set(new Actor(HalextSite.UserId, IsAdmin: false, SessionId: null));
            var start = Stopwatch.GetTimestamp();
            await scope.ServiceProvider.GetRequiredService<IJobQueue>().Enqueue(new DoNothing(), null, ct);
            await scope.ServiceProvider.GetRequiredService<HalextDb>().SaveChangesAsync(ct);
            took.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        return took.Order().ElementAt(count / 2);
    }

    private static async Task<long> Finished(NpgsqlDataSource data, CancellationToken ct)
    {
        await using var command = data.CreateCommand("SELECT count(*) FROM jobs WHERE state = 'Succeeded' AND priority = 0");
        return (long)(await command.ExecuteScalarAsync(ct))!;
    }

    private static async Task Execute(NpgsqlDataSource data, string sql, CancellationToken ct)
    {
        await using var command = data.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(ct);
    }

    private static WebApplication Build(string connectionString, bool worker)
    {
        var settings = HalextSettings.Load(
            new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
            {
                ["DATABASE_URL"] = connectionString,
                ["SECRET_KEY"] = "only-for-the-bench-0123456789-abcdefghijklmnopqrstuvwxyz",
                ["JOBS_WORKER"] = worker ? "true" : "false",
                ["JOBS_SCHEDULER"] = "false",
                ["LOG_LEVEL"] = "warning",
            }).Build(),
            isProduction: true);
        return HalextServer.Build(settings, connectionString, builder =>
        {
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            builder.Services.AddSingleton(new JobSource(typeof(DoNothing).Assembly));
            builder.Services.AddTransient<IRequestHandler<DoNothing, Result<Done>>, DoNothingHandler>();
        });
    }
}

[Job("bench.nothing", "Does nothing.")]
internal sealed record DoNothing : ICommand;

internal sealed class DoNothingHandler : IRequestHandler<DoNothing, Result<Done>>
{
    public Task<Result<Done>> Handle(DoNothing request, CancellationToken cancellationToken) => Task.FromResult(Done.Result);
}
