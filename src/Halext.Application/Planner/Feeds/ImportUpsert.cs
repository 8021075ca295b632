using Halext.Application.Planner.Events;
using Halext.Domain.Common;
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
        var overrides = plans.Overrides.ToLookup(p => p.Event.Uid);
        var uids = masters.Keys.Concat(overrides.Select(g => g.Key)).Distinct().ToList();
        if (uids.Count == 0)
            return;

        var known = await db.Events.Include(e => e.Overrides).Where(e => e.OwnerId == ownerId && uids.Contains(e.Uid)).ToDictionaryAsync(e => e.Uid, ct);
        foreach (var uid in uids)
        {
            ct.ThrowIfCancellationRequested();
            var present = known.GetValueOrDefault(uid);
            if (masters.TryGetValue(uid, out var master))
                UpsertSeries(present, master, [.. overrides[uid]]);
            else
                UpsertOccurrences(present, [.. overrides[uid]]);
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

    /// <summary>The file has the event itself, and so all that is to be said of it.</summary>
    private void UpsertSeries(CalendarEvent? present, EventPlan plan, IReadOnlyCollection<OverridePlan> overrides)
    {
        if (plan.IsCancelled)
        {
            plans.Skipped += overrides.Count;
            Cancel(present);
            return;
        }

        var changes = Resolve(plan.Schedule, overrides);
        if (plan is { Schedule.Rule: null, RDates.Count: 0 } && changes is [var only] && only.OriginalStart == plan.Schedule.Start)
        {
            // The only occurrence is the event.
            plans.Skipped++;
            UpsertSeries(present, AsEvent(only), []);
            return;
        }

        if (Make(plan, changes) is not { } wanted)
            return;
        if (present is not null)
        {
            Update(present, plan, wanted, changes);
            return;
        }

        db.Events.Add(wanted);
        Imported += 1 + changes.Count;
    }

    /// <summary>The file has only some occurrences, and says nothing of the others.</summary>
    private void UpsertOccurrences(CalendarEvent? present, IReadOnlyCollection<OverridePlan> overrides)
    {
        var first = overrides.Where(o => !o.IsCancelled).MinBy(o => o.OriginalStart);
        if (present is null && first is null)
        {
            // Nothing is known that could be cancelled.
            plans.Skipped += overrides.Count;
            return;
        }

        var series = present ?? AddOrphan(first!);
        var changes = Resolve(series.Schedule, overrides);
        if (!series.IsSeries && changes is [var only] && (only.OriginalStart == series.StartTime || IsAsPlanned(series, AsEvent(only))))
        {
            UpsertSeries(series, AsEvent(only), []);
            return;
        }

        foreach (var change in changes)
        {
            var difference = Compare(series, change);
            if (difference is Difference.None || TryApply(series, change))
                Count(difference);
            if (difference is not Difference.None)
                series.Touch(now);
        }
    }

    /// <summary>The event as the file has it; null when that is too much. Takes out of the changes what can not be one.</summary>
    private CalendarEvent? Make(EventPlan plan, List<OverridePlan> changes)
    {
        var made = CalendarEvent.Create(ownerId, plan.Uid, plan.Title, plan.Description, plan.Location, plan.Schedule, now);
        made.KeepForeignProperties(plan.ForeignProperties);

        // An occurrence that is cancelled by itself is left out of the series.
        var set = made.SetExceptions(plan.ExDates.Concat(changes.Where(c => c.IsCancelled).Select(c => c.OriginalStart)), plan.RDates);
        if (set.Failed)
        {
            Fail(plan, set.Error.Message);
            return null;
        }

        changes.RemoveAll(change => !change.IsCancelled && !TryApply(made, change));
        return made;
    }

    private void Update(CalendarEvent present, EventPlan plan, CalendarEvent wanted, List<OverridePlan> changes)
    {
        var isGone = present.Overrides.Select(o => o.OriginalStart).Except(wanted.Overrides.Select(o => o.OriginalStart)).ToHashSet();
        var isSame = isGone.Count == 0 && IsAsPlanned(present, plan)
            && present.ExDates.SequenceEqual(wanted.ExDates) && present.RDates.SequenceEqual(wanted.RDates);
        var differences = changes.ConvertAll(change => Compare(present, change));
        Count(isSame ? Difference.None : Difference.Changed);
        differences.ForEach(Count);
        if (isSame && differences.TrueForAll(d => d is Difference.None))
            return;

        present.Describe(plan.Title, plan.Description, plan.Location);
        present.Reschedule(plan.Schedule);
        present.KeepForeignProperties(plan.ForeignProperties);
        if (present.SetExceptions(wanted.ExDates, wanted.RDates).Failed)
            throw new InvalidOperationException("What the new event could hold, the known one could not.");
        present.RemoveOverrides(o => isGone.Contains(o.OriginalStart));
        foreach (var change in changes.Where(c => !c.IsCancelled))
            TryApply(present, change);
        present.Touch(now);
    }

    private void Cancel(CalendarEvent? present)
    {
        if (present is null)
        {
            plans.Skipped++;
            return;
        }

        db.Events.Remove(present);
        Updated++;
    }

    /// <summary>An occurrence whose series nobody knows: a series that has just this, and will have the others.</summary>
    private CalendarEvent AddOrphan(OverridePlan first)
    {
        var plan = AsEvent(first);
        var start = OriginalStart(plan.Schedule, first);
        var schedule = plan.Schedule with { Start = start, End = start + plan.Schedule.Duration };
        var made = CalendarEvent.Create(ownerId, plan.Uid, plan.Title, plan.Description, plan.Location, schedule, now);
        made.SetExceptions([], [start]);
        db.Events.Add(made);
        return made;
    }

    /// <summary>Which occurrences of a series are meant, ascending and each once.</summary>
    private List<OverridePlan> Resolve(EventSchedule series, IReadOnlyCollection<OverridePlan> overrides)
    {
        var fitting = new List<OverridePlan>(overrides.Count);
        foreach (var change in overrides)
        {
            if (change.Event.Schedule.AllDay == series.AllDay || change is { IsDate: true, IsCancelled: true })
                fitting.Add(change with { OriginalStart = OriginalStart(series, change), IsDate = false });
            else
                Fail(change.Event, "Its series takes whole days and it does not, or the other way round; that can not be imported.");
        }

        var newest = Newest(fitting, c => c.OriginalStart, c => c.Event.Sequence).Values.OrderBy(c => c.OriginalStart).ToList();
        foreach (var change in newest.Skip(CalendarEvent.ExceptionsMax))
            Fail(change.Event, EventErrors.TooManyExceptions.Message);
        return newest[..Math.Min(newest.Count, CalendarEvent.ExceptionsMax)];
    }

    /// <summary>Says of a series what is to be said of one occurrence. One that it does not name is named by it from then on.</summary>
    private bool TryApply(CalendarEvent series, OverridePlan change)
    {
        if (!change.IsCancelled && series.ExDates.Contains(change.OriginalStart))
        {
            // What is left out stays out, whatever else is said of it.
            plans.Skipped++;
            return false;
        }

        var done = change.IsCancelled ? series.Exclude(change.OriginalStart)
            : Occurrences.Has(series, change.OriginalStart) ? Done.Result
            : series.SetExceptions(series.ExDates, series.RDates.Append(change.OriginalStart));
        if (!done.Failed && !change.IsCancelled)
            done = Set(series, change);
        if (done.Failed)
            Fail(change.Event, done.Error.Message);
        return !done.Failed;
    }

    private static Result<Done> Set(CalendarEvent series, OverridePlan change)
    {
        var changed = series.Override(change.OriginalStart);
        if (changed.Failed)
            return changed.Error;
        var plan = change.Event;
        changed.Value.Describe(plan.Title, plan.Description, plan.Location);
        changed.Value.Move(plan.Schedule.Start, plan.Schedule.End);
        changed.Value.KeepForeignProperties(plan.ForeignProperties);
        series.MeasureSpan();
        return Done.Result;
    }

    private static Difference Compare(CalendarEvent series, OverridePlan change)
    {
        var present = series.Overrides.FirstOrDefault(o => o.OriginalStart == change.OriginalStart);
        if (change.IsCancelled)
            return present is null && series.ExDates.Contains(change.OriginalStart) ? Difference.None : Difference.Changed;
        return present is null ? Difference.New : IsAsPlanned(present, change.Event) ? Difference.None : Difference.Changed;
    }

    private void Count(Difference difference)
    {
        if (difference is Difference.New)
            Imported++;
        else if (difference is Difference.Changed)
            Updated++;
        else
            Unchanged++;
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

        if (CalendarTexts.IsTitle(present.Title, plan.Title) && CalendarTexts.IsOptional(present.Description, plan.Description)
            && WholeSeconds(present.DueDate) == plan.Due && WholeSeconds(present.CompletedAt) == plan.CompletedAt
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
        IsSaying(plan, present.Title, present.Description, present.Location)
        && present.StartTime == plan.Schedule.Start && present.EndTime == plan.Schedule.End && present.AllDay == plan.Schedule.AllDay
        && CalendarTimes.ZoneOf(present.Schedule) == CalendarTimes.ZoneOf(plan.Schedule)
        && CalendarTimes.RuleOf(present.Schedule) == CalendarTimes.RuleOf(plan.Schedule)
        && present.ForeignProperties == plan.ForeignProperties;

    private static bool IsAsPlanned(EventOverride present, EventPlan plan) =>
        IsSaying(plan, present.Title, present.Description, present.Location)
        && present.StartTime == plan.Schedule.Start && present.EndTime == plan.Schedule.End && present.ForeignProperties == plan.ForeignProperties;

    private static bool IsSaying(EventPlan plan, string title, string? description, string? location) =>
        CalendarTexts.IsTitle(title, plan.Title) && CalendarTexts.IsOptional(description, plan.Description) && CalendarTexts.IsOptional(location, plan.Location);

    private static DateTimeOffset? WholeSeconds(DateTimeOffset? time) => time is { } known ? Scheduling.WholeSeconds(known) : null;

    /// <summary>A single occurrence as an event that takes place once.</summary>
    private static EventPlan AsEvent(OverridePlan change) =>
        change.Event with { Schedule = change.Event.Schedule with { Rule = null, LastStart = null }, ExDates = [], RDates = [] };

    /// <summary>A RECURRENCE-ID that is a date means the occurrence of that day.</summary>
    private static DateTimeOffset OriginalStart(EventSchedule series, OverridePlan change)
    {
        if (!change.IsDate || series.AllDay)
            return change.OriginalStart;
        var local = Scheduling.Local(change.OriginalStart, DateTimeZone.Utc).Date + Scheduling.LocalStart(series).TimeOfDay;
        return local.InZoneLeniently(Scheduling.Zone(series)).ToDateTimeOffset().ToUniversalTime();
    }

    private void Fail(EventPlan plan, string message) => plans.Errors.Add(new ImportErrorDto("VEVENT", plan.Uid, plan.Line, message));

    private enum Difference
    {
        None,
        Changed,
        New,
    }
}
