using System.Globalization;
using Halext.Application.Common.Jobs;
using Halext.Application.Operations.Jobs;
using Halext.Domain.Operations;
using Halext.Infrastructure.Common.Configuration;
using Halext.Infrastructure.Common.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Quartz;
using JobType = Halext.Application.Common.Jobs.JobType;

namespace Halext.Infrastructure.Operations.Jobs;

/// <summary>
/// Keeps Quartz's triggers as the code says, and starts the scheduler. Quartz decides which node of the cluster fires when, also after one
/// died or all were down; a firing does nothing but add a row to the table of jobs, where it is a job like any other.
/// </summary>
internal sealed partial class RecurringJobs(
    ISchedulerFactory schedulers, JobTypes types, IEnumerable<UnscheduledJob> unscheduled, IEnumerable<RetiredJob> retired, JobSettings settings,
    TimeProvider clock, ILogger<RecurringJobs> logger)
    : BackgroundService, IRecurringJobs
{
    public const string Group = "halext";
    public const string TypeKey = "type";

    private const int TriggersMax = 1_000;

    private static readonly TimeSpan OutageDelay = TimeSpan.FromSeconds(5);

    private readonly IReadOnlyList<JobType> _recurring = [.. types.All.Where(t => t.Recurring is not null)];
    private readonly HashSet<string> _unscheduled = [.. unscheduled.Select(u => u.Name)];
    private IScheduler? _started;

    /// <summary>Whether the schedules are as this node wants them.</summary>
    public bool AreSynchronized => _started is not null;

    public async Task<IReadOnlyList<RecurringJob>> List(CancellationToken ct)
    {
        var scheduler = await schedulers.GetScheduler(ct);
        var triggers = (await Present(scheduler, ct)).ToDictionary(t => t.Key);
        return
        [
            .. _recurring.Select(type => (Type: type, Trigger: triggers.GetValueOrDefault(Key(type.Name))))
                .Where(r => r.Trigger is not null || !_unscheduled.Contains(r.Type.Name))
                .Select(r => new RecurringJob(
                    r.Type.Name, r.Type.Attribute.Description, r.Type.Attribute.Category, r.Type.Recurring!.Cron, r.Type.Recurring.TimeZone, r.Type.Recurring.Misfire,
                    r.Trigger?.State is TriggerState.Paused, r.Trigger?.PreviousFireTimeUtc, r.Trigger?.NextFireTimeUtc)),
        ];
    }

    public async Task<bool> IsScheduled(string name, CancellationToken ct) =>
        types.Find(name) is { Recurring: not null }
        && (!_unscheduled.Contains(name) || await (await schedulers.GetScheduler(ct)).GetTrigger(Key(name), ct) is not null);

    public async Task<bool?> Pause(string name, CancellationToken ct)
    {
        var scheduler = await schedulers.GetScheduler(ct);
        var was = await scheduler.GetTriggerState(Key(name), ct);
        return await scheduler.PauseTrigger(Key(name), ct) ? was is TriggerState.Paused : null;
    }

    public async Task<bool?> Resume(string name, CancellationToken ct)
    {
        var scheduler = await schedulers.GetScheduler(ct);
        var was = await scheduler.GetTriggerState(Key(name), ct);
        return await scheduler.ResumeTrigger(Key(name), ct) ? was is TriggerState.Paused : null;
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        if (_started is not null)
            await _started.Shutdown(true, cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!settings.Scheduler)
            return;

        // What cannot be read is a bug, and must show at the start.
        var wanted = _recurring.Where(t => !_unscheduled.Contains(t.Name)).ToDictionary(t => Key(t.Name), t => Trigger(t, clock));
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var scheduler = await schedulers.GetScheduler(stoppingToken);
                await Synchronize(scheduler, wanted, stoppingToken);
                _started = scheduler;
                await scheduler.Start(stoppingToken);
                return;
            }
            catch (Exception e) when (e is SchedulerException or NpgsqlException or IOException or TimeoutException)
            {
                LogOutage(logger, e);
                await Task.Delay(OutageDelay, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
        }
    }

    private static TriggerKey Key(string name) => new(name, Group);

    /// <exception cref="InvalidOperationException">The schedule cannot be read; the message names the job.</exception>
    internal static ITrigger Trigger(JobType type, TimeProvider clock)
    {
        var recurring = type.Recurring!;
        var schedule = Schedule.Read(recurring.Recurrence, clock);
        if (schedule.Failed)
            throw new InvalidOperationException($"The job '{type.Name}' cannot recur: {schedule.Error.Message}");

        return TriggerBuilder.Create(clock)
            .WithIdentity(Key(type.Name))
            .ForJob(RecurringFiring.JobKey)
            .UsingJobData(TypeKey, type.Name)
            .WithSchedule(schedule.Value.ForTrigger())
            .Build();
    }

    /// <summary>
    /// Changes only what differs: a trigger that is set anew forgets what it has missed. What this node leaves unscheduled, or does not know,
    /// stays: other nodes have other settings, or a newer version.
    /// </summary>
    private async Task Synchronize(IScheduler scheduler, Dictionary<TriggerKey, ITrigger> wanted, CancellationToken ct)
    {
        await scheduler.AddJob(
            JobBuilder.Create<RecurringFiring>().WithIdentity(RecurringFiring.JobKey).StoreDurably().Build(), AddJobOptions.Replacing, ct);
        foreach (var job in retired)
            await scheduler.UnscheduleJob(Key(job.Name), ct);

        foreach (var (key, trigger) in wanted)
        {
            if (await scheduler.GetTrigger(key, ct) is not { } old)
                await scheduler.ScheduleTrigger(trigger, TriggerConflict.Keep, ct);
            else if (!IsSame((ICronTrigger)old, (ICronTrigger)trigger))
                await scheduler.RescheduleJob(key, trigger, ct);
        }
    }

    private static async Task<IReadOnlyList<TriggerHeader>> Present(IScheduler scheduler, CancellationToken ct) =>
        (await scheduler.QueryTriggers(new TriggerQuery { Group = GroupMatcher<TriggerKey>.GroupEquals(Group), Take = TriggersMax }, ct)).Items;

    private static bool IsSame(ICronTrigger one, ICronTrigger other) =>
        one.CronExpressionString == other.CronExpressionString && one.TimeZone.Id == other.TimeZone.Id && one.MisfireInstruction == other.MisfireInstruction;

    [LoggerMessage(Level = LogLevel.Warning, Message = "Recurring jobs cannot be scheduled yet")]
    private static partial void LogOutage(ILogger logger, Exception exception);
}

/// <summary>A recurring job that this process's settings leave no work to. Where others schedule it, it stays scheduled.</summary>
internal sealed record UnscheduledJob(string Name);

/// <summary>A recurring job that there was in earlier versions, whose schedule nobody is to follow any more.</summary>
internal sealed record RetiredJob(string Name);

/// <summary>What Quartz runs: adds the job of one firing. Should two nodes do that for the same firing, the second changes nothing.</summary>
internal sealed class RecurringFiring(HalextDb db, JobTypes types, TimeProvider clock) : IJob
{
    public static readonly JobKey JobKey = new("recurring", RecurringJobs.Group);

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        // A node of an older version may fire what only newer ones know.
        var name = context.Trigger.JobDataMap.GetString(RecurringJobs.TypeKey)!;
        var type = types.Find(name);
        var at = context.ScheduledFireTimeUtc ?? context.FireTimeUtc;
        await Add(db, name, type?.Attribute, type?.Write(type.CreateRequest()) ?? "{}", $"{name}@{at.UtcDateTime.ToString("O", CultureInfo.InvariantCulture)}", clock, cancellationToken);
    }

    private static async Task Add(HalextDb db, string name, JobAttribute? type, string payload, string firing, TimeProvider clock, CancellationToken ct)
    {
        // One that still waits or runs does the work of this firing, too.
        if (await db.Jobs.AnyAsync(j => j.Type == name && j.UniqueKey == RecurringAttribute.UniqueKey && Job.OpenStates.Contains(j.State), ct))
            return;
        db.Jobs.Add(Job.Create(name, userId: null, payload, clock.GetUtcNow(), new JobPlacement(
            type?.Queue ?? JobAttribute.DefaultQueue, type?.Priority ?? 0, RunAt: null, RecurringAttribute.UniqueKey, ConcurrencyKey: null, firing)));
        try
        {
            await db.SaveChangesAsync(ct);
        }
        catch (DbUpdateException e) when (db.IsLostRace(e))
        {
            // Another node was faster.
        }
    }
}
