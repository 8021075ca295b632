using System.Diagnostics;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Application.Planner.Reminders;
using Halext.Bench.Stage;
using Halext.Infrastructure.Common.Configuration;
using Halext.Infrastructure.Common.Data;
using Halext.WebApi.Common.Hosting;
using Npgsql;

namespace Halext.Bench.Scenarios;

/// <summary>What the job of every minute costs with 100,000 series: while nothing is due, after all were imported at once, and when 10,000 tasks are due at once.</summary>
internal static class RemindersScenario
{
    private const int Series = 100_000;
    private const int Tasks = 10_000;
    private const int Ticks = 200;

    public static async Task<IReadOnlyList<Finding>> Run(BenchCluster cluster, BenchOptions options, CancellationToken ct)
    {
        var connectionString = await cluster.CreateDatabase("bench_reminders", ct);
        await using var app = Build(connectionString);
        await app.Services.GetRequiredService<Migrator>().Migrate(ct);
        await using var data = NpgsqlDataSource.Create(connectionString);
        await Execute(
            data,
            """
            INSERT INTO users (username, username_key, email, email_key, password_hash, security_stamp, is_active, is_admin, created_at, updated_at, failed_sign_ins)
            VALUES ('bench', 'bench', 'bench@example.com', 'bench@example.com', '', gen_random_uuid(), true, false, now(), now(), 0)
            """,
            ct);
        await Execute(
            data,
            $$"""
            INSERT INTO events (owner_id, uid, title, start_time, end_time, all_day, time_zone, rrule, ex_dates, r_dates, span_start, is_spanning, created_at, updated_at, reminder_minutes)
            SELECT 1, gen_random_uuid(), 'Meeting ' || n, at, at + interval '1 hour', false, 'Europe/Berlin', 'FREQ=WEEKLY', '{}', '{}', at, true, now(), now(), 15
            FROM generate_series(1, {{Series}}) n CROSS JOIN LATERAL (SELECT date_trunc('hour', now()) + interval '1 day' + n % 1000 * interval '1 minute' AS at) t
            """,
            ct);
        var (series, seriesTook) = await WorkOff(app, ct);
        await Execute(data, "VACUUM ANALYZE reminders", ct);

        var ticks = new List<double>(Ticks);
        for (var i = 0; i < Ticks; i++)
        {
            var start = Stopwatch.GetTimestamp();
            await Send(app, ct);
            ticks.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        await Execute(
            data,
            $"""
            INSERT INTO tasks (owner_id, uid, title, due_date, created_at, reminder_minutes)
            SELECT 1, gen_random_uuid(), 'Task ' || n, now() + interval '30 minutes', now(), 60 FROM generate_series(1, {Tasks}) n
            """,
            ct);
        var (told, tasksTook) = await WorkOff(app, ct);
        return
        [
            new Finding("reminders with 100,000 series, none due, median", ticks.Order().ElementAt(Ticks / 2), 5, "ms", IsLimit: true),
            new Finding("first look at new series", series.LookedAt / seriesTook.TotalSeconds, 1_000, "/s"),
            new Finding("reminders of tasks that are due at once", told.Told / tasksTook.TotalSeconds, 1_000, "/s"),
        ];
    }

    private static async Task<(RemindersDto Done, TimeSpan Took)> WorkOff(WebApplication app, CancellationToken ct)
    {
        var start = Stopwatch.GetTimestamp();
        var total = new RemindersDto(0, 0);
        while (await Send(app, ct) is { LookedAt: > 0 } done)
            total = new RemindersDto(total.LookedAt + done.LookedAt, total.Told + done.Told);
        return (total, Stopwatch.GetElapsedTime(start));
    }

    private static async Task<RemindersDto> Send(WebApplication app, CancellationToken ct)
    {
        await using var scope = app.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentUser>().Set(Actor.System);
        return (await scope.ServiceProvider.GetRequiredService<ISender>().Send(new SendReminders(), ct)).Value;
    }

    private static async Task Execute(NpgsqlDataSource data, string sql, CancellationToken ct)
    {
        await using var command = data.CreateCommand(sql);
        command.CommandTimeout = 0;
        await command.ExecuteNonQueryAsync(ct);
    }

    private static WebApplication Build(string connectionString)
    {
        var settings = HalextSettings.Load(
            new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
            {
                ["DATABASE_URL"] = connectionString,
                ["SECRET_KEY"] = "only-for-the-bench-0123456789-abcdefghijklmnopqrstuvwxyz",
                ["JOBS_WORKER"] = "false",
                ["JOBS_SCHEDULER"] = "false",
                ["LOG_LEVEL"] = "warning",
            }).Build(),
            isProduction: true);
        return HalextServer.Build(settings, connectionString, builder => builder.WebHost.UseUrls("http://127.0.0.1:0"));
    }
}
