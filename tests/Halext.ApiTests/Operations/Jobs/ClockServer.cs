using Halext.Application.Common.Jobs;
using Halext.Application.Common.Messaging;
using Halext.Application.Operations.Jobs;
using Halext.Application.Operations.Server;
using Halext.Domain.Common;
using Halext.Domain.Operations;
using Halext.Infrastructure.Operations.Server;
using Halext.TestKit;
using Halext.TestKit.Jobs;
using MediatR;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Halext.ApiTests.Operations.Jobs;

/// <summary>Runs each hour, and makes up for what was missed.</summary>
[Job("clock.once", "Makes up for missed hours.")]
[Recurring(Cron.Hourly)]
public sealed record MakeUpHourly : ICommand;

/// <summary>Runs each hour, and passes over what was missed.</summary>
[Job("clock.skip", "Passes over missed hours.")]
[Recurring(Cron.Hourly, Misfire = Misfire.Skip)]
public sealed record SkipHourly : ICommand;

internal sealed class HourlyHandler : IRequestHandler<MakeUpHourly, Result<Done>>, IRequestHandler<SkipHourly, Result<Done>>
{
    public Task<Result<Done>> Handle(MakeUpHourly request, CancellationToken cancellationToken) => Task.FromResult(Done.Result);

    public Task<Result<Done>> Handle(SkipHourly request, CancellationToken cancellationToken) => Task.FromResult(Done.Result);
}

/// <summary>A database, and servers on it whose clocks a test moves: together, apart, back, and past times at which none of them ran.</summary>
internal sealed class ClockServer : IAsyncDisposable
{
    /// <summary>Every TestClock starts here.</summary>
    public static readonly DateTimeOffset Nine = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    public static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private readonly NpgsqlDataSource _data;

    private ClockServer(TestServer server) => (Server, _data) = (server, NpgsqlDataSource.Create(server.ConnectionString));

    public TestServer Server { get; }

    public TestClock Clock => Server.Clock;

    public JobJournal Journal => Server.Services.GetRequiredService<JobJournal>();

    public IReadOnlyList<string> Logs => Server.Services.GetRequiredService<LogBuffer>().Read(null, 1_000);

    /// <summary>Starts a server at this time of the day.</summary>
    /// <param name="time">What its clock says.</param>
    /// <param name="database">None makes a new one.</param>
    /// <param name="schedules">Whether it fires what the code wants to recur.</param>
    public static async Task<ClockServer> At(DateTimeOffset time, string? database = null, bool schedules = false)
    {
        var clock = new TestClock();
        clock.Advance(time - Nine);
        var settings = new Dictionary<string, string?> { ["JOBS_SCHEDULER"] = schedules ? "true" : "false", ["ACCESS_TOKEN_EXPIRE_MINUTES"] = "100000" };
        return new ClockServer(await TestServer.Start(
            settings,
            builder =>
            {
                builder.Services.AddTestJobs();
                builder.Services.AddSingleton(new JobSource(typeof(ClockServer).Assembly));
                builder.Services.AddTransient<IRequestHandler<MakeUpHourly, Result<Done>>, HourlyHandler>();
                builder.Services.AddTransient<IRequestHandler<SkipHourly, Result<Done>>, HourlyHandler>();
            },
            database,
            clock: clock));
    }

    /// <summary>Moves the clock, forwards or back, and lets it stand there.</summary>
    public void MoveTo(DateTimeOffset time) => Clock.Advance(time - Clock.GetUtcNow());

    public async Task<object?> Ask(string sql)
    {
        await using var command = _data.CreateCommand(sql);
        return await command.ExecuteScalarAsync();
    }

    /// <summary>Which hours of a recurring job were run to their end, as <c>10:00 11:00</c>.</summary>
    public async Task<string> Fired(string name) => await Ask(
        $"SELECT string_agg(substr(split_part(firing, '@', 2), 12, 5), ' ' ORDER BY firing) FROM jobs WHERE type = '{name}' AND state = 'Succeeded'") as string ?? "";

    /// <summary>Waits until both recurring jobs of the tests have run this often, and looks for which hours.</summary>
    public async Task HaveFired(string once, string skip)
    {
        await Eventually.True(async () => (await Fired("clock.once")).Length >= once.Length && (await Fired("clock.skip")).Length >= skip.Length);
        Assert.That((await Fired("clock.once"), await Fired("clock.skip")), Is.EqualTo((once, skip)));
    }

    /// <summary>When a recurring job is due next.</summary>
    public async Task<DateTimeOffset?> Next(string name) =>
        (await Server.Services.GetRequiredService<IRecurringJobs>().List(CancellationToken.None)).Single(r => r.Name == name).NextRunAt;

    /// <summary>Waits until both recurring jobs of the tests are due at this time and no other.</summary>
    public Task AreDue(DateTimeOffset time) => Eventually.True(async () => await Next("clock.once") == time && await Next("clock.skip") == time);

    public Task<Guid> Enqueue<T>(TestUser user, IUseCase<T> request, JobOptions? options = null) => JobFixture.Enqueue(Server.Services, user, request, options);

    public async Task<Guid> Repeat<T>(TestUser user, IUseCase<T> request, Misfire misfire = Misfire.RunOnce) =>
        (await JobFixture.Enqueue(Server.Services, user, request, new Recurrence(Cron.Hourly, Misfire: misfire))).Value;

    /// <summary>The jobs of a series in their order: the planned hour and the state of each.</summary>
    public async Task<string> Series(Guid id) => (string)(await Ask(
        $"SELECT string_agg(to_char(planned_at AT TIME ZONE 'UTC', 'HH24:MI') || ' ' || state, ', ' ORDER BY planned_at, id) FROM jobs WHERE series_id = '{id}'"))!;

    public Task IsSeries(Guid id, string expected) => Eventually.True(async () => await Series(id) == expected);

    public async Task<string?> State(Guid id) => await Ask($"SELECT state FROM jobs WHERE id = '{id}'") as string;

    /// <summary>Until the worker has looked for what is due, dead or missed, several times since now.</summary>
    public async Task WorkerHasLooked()
    {
        for (var look = 0; look < 3; look++)
        {
            Clock.Advance(TimeSpan.FromMilliseconds(1));
            var now = Clock.GetUtcNow();
            await Eventually.True(async () => (long)(await Ask($"SELECT count(*) FROM job_nodes WHERE seen_at = '{now:O}'"))! == 1);
        }
    }

    /// <summary>Takes the database away from everybody, or gives it back.</summary>
    public static async Task LetIn(string database, bool isOpen)
    {
        var name = new NpgsqlConnectionStringBuilder(database).Database;
        await using var data = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(database) { Database = "postgres", Pooling = false }.ConnectionString);
        foreach (var sql in (string[])[
            $"ALTER DATABASE {name} ALLOW_CONNECTIONS {(isOpen ? "true" : "false")}",
            $"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}' AND {(isOpen ? "false" : "true")}"])
        {
            await using var command = data.CreateCommand(sql);
            await command.ExecuteNonQueryAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _data.DisposeAsync();
        await Server.DisposeAsync();
    }
}
