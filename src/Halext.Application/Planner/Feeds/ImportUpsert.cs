using Halext.Application.Planner.Events;
using Halext.Domain.Planner;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Halext.Application.Planner.Feeds;

/// <summary>Brings an owner's events and tasks to the state that a file describes; the caller saves, or does not.</summary>
internal sealed class ImportUpsert(IPlannerDb db, int ownerId, DateTimeOffset now, ImportPlans plans)
{
    public int Imported { get; private set; }

    public int Updated { get; private set; }

    public int Unchanged { get; private set; }

    public async Task Events(CancellationToken ct)
    {
        var masters = Newest(plans.Events, p => p.Uid, p => p.Sequence);
        var overrides = Newest(plans.Overrides, p => (p.Event.Uid, p.OriginalStart), p => p.Event.Sequence)
            .Values.ToLookup(p => p.Event.Uid);
        var uids = masters.Keys.Concat(overrides.Select(g => g.Key)).Distinct().ToList();
        if (uids.Count == 0)
            return;

        var known = await db.Events.Include(e => e.Overrides).Where(e => e.OwnerId == ownerId && uids.Contains(e.Uid)).ToDictionaryAsync(e => e.Uid, ct);
        foreach (var uid in uids)
        {
            ct.ThrowIfCancellationRequested();
            var present = known.GetValueOrDefault(uid);
            var master = masters.GetValueOrDefault(uid);
            var changes = overrides[uid].OrderBy(o => o.OriginalStart).ToList();
            if (master is null && present is null && changes.TrueForAll(c => c.IsCancelled))
            {
                // Nothing is known that could be cancelled.
                plans.Skipped += changes.Count;
                continue;
            }

            var series = master is not null ? UpsertMaster(present, master, changes) : present ?? AddOrphans(uid, changes);
            foreach (var change in changes)
                UpsertOverride(series, change);
        }
    }

    public async Task Tasks(CancellationToken ct)
    {
        var wanted = Newest(plans.Tasks, p => p.Uid, p => p.Sequence);
        var uids = wanted.Keys.ToList();
        if (uids.Count == 0)
            return;

        var known = await db.Tasks.Include(t => t.Labels).Where(t => t.OwnerId == ownerId && uids.Contains(t.Uid)).ToDictionaryAsync(t => t.Uid, ct);
        var labels = (await db.FindOrAddLabels(ownerId, wanted.Values.SelectMany(p => p.Labels), ct)).ToDictionary(l => l.Name);
        foreach (var plan in wanted.Values)
            Upsert(known.GetValueOrDefault(plan.Uid), plan, [.. plan.Labels.Select(name => labels[name])]);
    }

    /// <summary>Of what the file holds twice, the highest SEQUENCE counts, and of equals the last.</summary>
    private Dictionary<TKey, T> Newest<T, TKey>(IReadOnlyCollection<T> all, Func<T, TKey> key, Func<T, int> sequence)
        where TKey : notnull
    {
        var newest = new Dictionary<TKey, T>();
        foreach (var one in all)
        {
            if (!newest.TryGetValue(key(one), out var other) || sequence(one) >= sequence(other))
                newest[key(one)] = one;
        }

        plans.Skipped += all.Count - newest.Count;
        return newest;
    }

    private CalendarEvent UpsertMaster(CalendarEvent? present, EventPlan plan, List<OverridePlan> changes)
    {
        // An occurrence that is cancelled by itself is left out of the series.
        DateTimeOffset[] exDates = [.. plan.ExDates.Concat(changes.Where(c => c.IsCancelled).Select(c => OriginalStart(plan.Schedule, c))).Distinct().Order()];
        if (present is null)
        {
            var made = CalendarEvent.Create(ownerId, plan.Uid, plan.Title, plan.Description, plan.Location, plan.Schedule, now);
            made.KeepForeignProperties(plan.ForeignProperties);
            SetExceptions(made, plan, exDates);
            db.Events.Add(made);
            Imported++;
            return made;
        }

        if (IsAsPlanned(present, plan) && present.ExDates.SequenceEqual(exDates) && present.RDates.SequenceEqual(plan.RDates))
        {
            Unchanged++;
            return present;
        }

        present.Describe(plan.Title, plan.Description, plan.Location);
        present.Reschedule(plan.Schedule);
        SetExceptions(present, plan, exDates);
        present.KeepForeignProperties(plan.ForeignProperties);
        present.RemoveOverrides(o => !present.IsSeries || !Occurrences.Has(present, o.OriginalStart));
        present.Touch(now);
        Updated++;
        return present;
    }

    private void SetExceptions(CalendarEvent series, EventPlan plan, DateTimeOffset[] exDates)
    {
        if (series.SetExceptions(exDates, plan.RDates) is { Failed: true, Error: { } tooMany })
            Fail(plan, tooMany.Message);
    }

    /// <summary>Occurrences whose series nobody knows: a series that has just these.</summary>
    private CalendarEvent AddOrphans(string uid, List<OverridePlan> changes)
    {
        var first = changes[0];
        var schedule = first.Event.Schedule with { Start = first.OriginalStart, End = first.OriginalStart + first.Event.Schedule.Duration };
        var made = CalendarEvent.Create(ownerId, uid, first.Event.Title, first.Event.Description, first.Event.Location, schedule, now);
        SetExceptions(made, first.Event with { RDates = [.. changes.Select(c => c.OriginalStart)] }, []);
        db.Events.Add(made);
        return made;
    }

    private void UpsertOverride(CalendarEvent series, OverridePlan change)
    {
        var plan = change.Event;
        var originalStart = OriginalStart(series.Schedule, change);
        var present = series.Overrides.FirstOrDefault(o => o.OriginalStart == originalStart);
        if (change.IsCancelled)
        {
            Count(series, isNew: false, isChanged: present is not null || !series.ExDates.Contains(originalStart));
            if (series.Exclude(originalStart) is { Failed: true, Error: { } tooMany })
                Fail(plan, tooMany.Message);
            return;
        }

        if (present is not null && present.Title == plan.Title && present.Description == plan.Description && present.Location == plan.Location
            && present.StartTime == plan.Schedule.Start && present.EndTime == plan.Schedule.End && present.ForeignProperties == plan.ForeignProperties)
        {
            Unchanged++;
            return;
        }

        var changed = series.Override(originalStart);
        if (changed.Failed)
        {
            Fail(plan, changed.Error.Message);
            return;
        }

        changed.Value.Describe(plan.Title, plan.Description, plan.Location);
        changed.Value.Move(plan.Schedule.Start, plan.Schedule.End);
        changed.Value.KeepForeignProperties(plan.ForeignProperties);
        series.MeasureSpan();
        Count(series, isNew: present is null, isChanged: true);
    }

    private void Count(CalendarEvent series, bool isNew, bool isChanged)
    {
        if (isNew)
            Imported++;
        else if (isChanged)
            Updated++;
        else
            Unchanged++;
        if (isChanged)
            series.Touch(now);
    }

    private void Upsert(TaskItem? present, TaskPlan plan, List<Label> labels)
    {
        if (present is null)
        {
            var made = TaskItem.Create(ownerId, plan.Title, plan.Description, plan.Due, labels, now, plan.Uid);
            if (plan.CompletedAt is { } at)
                made.Complete(at);
            made.KeepForeignProperties(plan.ForeignProperties);
            db.Tasks.Add(made);
            Imported++;
            return;
        }

        if (present.Title == plan.Title && present.Description == plan.Description && present.DueDate == plan.Due && present.CompletedAt == plan.CompletedAt
            && present.ForeignProperties == plan.ForeignProperties && present.Labels.Count == labels.Count && labels.TrueForAll(present.Labels.Contains))
        {
            Unchanged++;
            return;
        }

        present.Rename(plan.Title);
        present.Describe(plan.Description);
        present.Reschedule(plan.Due);
        present.Reopen();
        if (plan.CompletedAt is { } completedAt)
            present.Complete(completedAt);
        present.ReplaceLabels(labels);
        present.KeepForeignProperties(plan.ForeignProperties);
        Updated++;
    }

    /// <summary>Compared as they would be exported, so that a calendar that comes back is known.</summary>
    private static bool IsAsPlanned(CalendarEvent present, EventPlan plan) =>
        present.Title == plan.Title && present.Description == plan.Description && present.Location == plan.Location
        && present.StartTime == plan.Schedule.Start && present.EndTime == plan.Schedule.End && present.AllDay == plan.Schedule.AllDay
        && CalendarTimes.ZoneOf(present.Schedule) == CalendarTimes.ZoneOf(plan.Schedule)
        && CalendarTimes.RuleOf(present.Schedule) == CalendarTimes.RuleOf(plan.Schedule)
        && present.ForeignProperties == plan.ForeignProperties;

    /// <summary>A RECURRENCE-ID that is a date means the occurrence of that day.</summary>
    private static DateTimeOffset OriginalStart(EventSchedule series, OverridePlan change)
    {
        if (!change.IsDate || series.AllDay)
            return change.OriginalStart;
        var local = Scheduling.Local(change.OriginalStart, DateTimeZone.Utc).Date + Scheduling.LocalStart(series).TimeOfDay;
        return local.InZoneLeniently(Scheduling.Zone(series)).ToDateTimeOffset().ToUniversalTime();
    }

    private void Fail(EventPlan plan, string message) => plans.Errors.Add(new ImportErrorDto("VEVENT", plan.Uid, plan.Line, message));
}
