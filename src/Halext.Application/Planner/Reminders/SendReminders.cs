using Halext.Application.Common.Data;
using Halext.Application.Common.Jobs;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Application.Planner.Events;
using Halext.Domain.Common;
using Halext.Domain.Planner;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace Halext.Application.Planner.Reminders;

/// <summary>
/// Looks at every event and task for which it is time, in batches that each commit by themselves: what people have to be reminded of goes to
/// the outbox in the same transaction that says when to look again. Several may do so at once.
/// </summary>
[AdminOnly]
[Job("planner.remind", "Reminds people of events and tasks.", Category = "planner", BackoffSeconds = 5)]
[Recurring(Cron.EveryMinute)]
public sealed record SendReminders : ICommand<RemindersDto>
{
    public const int BatchSize = 100;

    /// <summary>What is left then is for the next minute.</summary>
    public const int BatchesMax = 200;
}

/// <summary>What a run has done.</summary>
/// <param name="LookedAt">How many events and tasks it looked at.</param>
/// <param name="Told">Of how many occurrences and tasks people are reminded.</param>
public sealed record RemindersDto(int LookedAt, int Told);

internal sealed partial class SendRemindersHandler(
    IPlannerDb db, IUnitOfWork unitOfWork, IJobProgress progress, TimeProvider clock, ILogger<SendRemindersHandler> logger)
    : ICommandHandler<SendReminders, RemindersDto>
{
    private static readonly TimeSpan PutOff = TimeSpan.FromHours(1);

    public async Task<Result<RemindersDto>> Handle(SendReminders request, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var total = new RemindersDto(0, 0);
        for (var batch = 0; batch < SendReminders.BatchesMax; batch++)
        {
            var (lookedAt, told) = await LookAtBatch(now, ct);
            total = new RemindersDto(total.LookedAt + lookedAt, total.Told + told);
            if (lookedAt < SendReminders.BatchSize)
                break;
            progress.Report(0, $"{total.LookedAt} looked at, {total.Told} reminders");
            unitOfWork.Reset();
        }

        return total;
    }

    private async Task<(int LookedAt, int Told)> LookAtBatch(DateTimeOffset now, CancellationToken ct)
    {
        await using var transaction = await db.BeginTransactionAsync(ct);
        var reminders = await db.LockReminders(now, SendReminders.BatchSize).ToListAsync(ct);
        if (reminders.Count == 0)
            return (0, 0);

        // Whoever changes one of these now waits for the commit to ask for another look, so nothing is missed.
        var times = await TimesOf(reminders, now, ct);
        var told = 0;
        foreach (var reminder in reminders)
        {
            var before = reminder.Told;
            if (!Look(reminder, times.GetValueOrDefault((reminder.Subject, reminder.SubjectId)), now, ct))
                db.Reminders.Remove(reminder);
            told += reminder.Told.Except(before).Count();
        }

        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return (reminders.Count, told);
    }

    private async Task<Dictionary<(ReminderSubject Subject, int Id), ReminderTimes>> TimesOf(List<Reminder> reminders, DateTimeOffset now, CancellationToken ct)
    {
        var eventIds = reminders.Where(r => r.Subject is ReminderSubject.Event).Select(r => r.SubjectId).ToList();
        var taskIds = reminders.Where(r => r.Subject is ReminderSubject.Task).Select(r => r.SubjectId).ToList();
        var events = eventIds.Count == 0 ? [] : await db.Events.AsNoTracking().Where(e => eventIds.Contains(e.Id)).ToListAsync(ct);
        var (from, to) = ReminderLook.Window(now);
        var overrides = (await db.OverridesBetween(events.FindAll(e => e.IsSeries), from, to, ct)).ToLookup(o => o.EventId);
        var tasks = taskIds.Count == 0 ? [] : await db.Tasks.AsNoTracking().Where(t => taskIds.Contains(t.Id)).ToListAsync(ct);

        var times = events.ToDictionary(e => (ReminderSubject.Event, e.Id), ReminderTimes (e) => new EventReminderTimes(e, overrides));
        foreach (var task in tasks)
            times.Add((ReminderSubject.Task, task.Id), new TaskReminderTimes(task));
        return times;
    }

    /// <summary>One that cannot be looked at, which is a fault of the program, keeps nobody else's reminders back.</summary>
    private bool Look(Reminder reminder, ReminderTimes? times, DateTimeOffset now, CancellationToken ct)
    {
        try
        {
            return reminder.Look(times, now, ct);
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            LogFailure(logger, e, reminder.Subject, reminder.SubjectId);
            reminder.Postpone(now + PutOff);
            return true;
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The reminders of {Subject} {Id} cannot be found out; they are put off")]
    private static partial void LogFailure(ILogger logger, Exception exception, ReminderSubject subject, int id);
}
