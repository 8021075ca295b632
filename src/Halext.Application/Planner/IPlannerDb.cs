using Halext.Application.Planner.Feeds;
using Halext.Application.Planner.Tasks;
using Halext.Domain.Planner;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace Halext.Application.Planner;

/// <summary>The planner's window on the database.</summary>
public interface IPlannerDb
{
    DbSet<TaskItem> Tasks { get; }

    DbSet<Label> Labels { get; }

    DbSet<CalendarEvent> Events { get; }

    DbSet<EventOverride> EventOverrides { get; }

    DbSet<EventShare> EventShares { get; }

    DbSet<Reminder> Reminders { get; }

    DbSet<CalendarFeed> Feeds { get; }

    DbSet<Page> Pages { get; }

    DbSet<PageShare> PageShares { get; }

    DbSet<PageVersion> PageVersions { get; }

    DbSet<LayoutPreset> LayoutPresets { get; }

    /// <summary>
    /// The owner's newest tasks. The same as asking <see cref="Tasks"/>, but compiled once: this is what every client asks for when it
    /// starts, and putting the query together anew took a third of its time.
    /// </summary>
    IAsyncEnumerable<TaskDto> NewestTasks(int ownerId, int limit);

    /// <summary>The owner's labels with these names, tracked; compiled once, for the same reason.</summary>
    IAsyncEnumerable<Label> LabelsNamed(int ownerId, string[] names);

    /// <summary>
    /// Events and series, own and shared ones, that may do something in a window; none that does is missing. Of those that happen once, at
    /// most <paramref name="limit"/> of each kind, the earliest.
    /// </summary>
    IAsyncEnumerable<CalendarEvent> EventsBetween(int userId, DateTimeOffset from, DateTimeOffset to, int limit);

    /// <summary>
    /// One row per time zone of the events, and one for the tasks, with versions made from what PostgreSQL knows of every row's last change:
    /// whoever has read a calendar learns without reading it again that it is still the same.
    /// </summary>
    IAsyncEnumerable<CalendarSurvey> SurveyCalendar(int userId, bool own, bool shared, bool tasks);

    /// <summary>
    /// Some of the reminders for which it is time to look, tracked and kept from others until the end of the transaction; those that others
    /// keep are left out.
    /// </summary>
    IQueryable<Reminder> LockReminders(DateTimeOffset now, int limit);

    /// <summary>Opens a transaction around several saves; dispose it without commit to roll back.</summary>
    Task<IDbContextTransaction> BeginTransactionAsync(CancellationToken ct);

    Task<int> SaveChangesAsync(CancellationToken ct);
}

internal static class PlannerDbExtensions
{
    /// <summary>
    /// The owner's labels with these names, in the order of <see cref="Label.Normalize"/>; those that do not exist yet are added to the
    /// session and stored with the next save. Somebody else may create one in between: then the save meets the unique index and the
    /// use case runs again.
    /// </summary>
    public static async Task<IReadOnlyList<Label>> FindOrAddLabels(
        this IPlannerDb db, int ownerId, IEnumerable<string>? names, CancellationToken ct)
    {
        var wanted = Label.Normalize(names);
        if (wanted.Count == 0)
            return [];

        var known = await db.LabelsNamed(ownerId, [.. wanted]).ToDictionaryAsync(l => l.Name, cancellationToken: ct);
        return [.. wanted.Select(name => known.GetValueOrDefault(name) ?? db.Labels.Add(Label.Create(ownerId, name)).Entity)];
    }
}
