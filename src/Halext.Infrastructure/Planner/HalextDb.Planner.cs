using Halext.Application.Planner;
using Halext.Application.Planner.Feeds;
using Halext.Application.Planner.Labels;
using Halext.Application.Planner.Tasks;
using Halext.Domain.Planner;
using Microsoft.EntityFrameworkCore;

namespace Halext.Infrastructure.Common.Data;

public sealed partial class HalextDb : IPlannerDb
{
    private static readonly Func<HalextDb, int, int, IAsyncEnumerable<TaskDto>> NewestTasksQuery = EF.CompileAsyncQuery(
        (HalextDb db, int ownerId, int limit) => db.Tasks.AsNoTracking()
            .Where(t => t.OwnerId == ownerId)
            .OrderByDescending(t => t.Id)
            .Take(limit)
            .Select(t => new TaskDto
            {
                Id = t.Id,
                Title = t.Title,
                Description = t.Description,
                DueDate = t.DueDate,
                Labels = t.Labels.OrderBy(l => l.Id).Select(l => new LabelDto { Id = l.Id, Name = l.Name, Color = l.Color }).ToList(),
                OwnerId = t.OwnerId,
                Completed = t.CompletedAt != null,
                CreatedAt = t.CreatedAt,
                ReminderMinutes = t.ReminderMinutes,
            }));

    private static readonly Func<HalextDb, int, string[], IAsyncEnumerable<Label>> LabelsNamedQuery = EF.CompileAsyncQuery(
        (HalextDb db, int ownerId, string[] names) => db.Labels.Where(l => l.OwnerId == ownerId && names.Contains(l.Name)));

    // Short events are found by their start, the few others by looking at each: an OR of both would make PostgreSQL read too much.
    private static readonly Func<HalextDb, int, DateTimeOffset, DateTimeOffset, DateTimeOffset, int, IAsyncEnumerable<CalendarEvent>> EventsBetweenQuery =
        EF.CompileAsyncQuery((HalextDb db, int userId, DateTimeOffset from, DateTimeOffset to, DateTimeOffset shortFrom, int limit) =>
            db.Events.AsNoTracking()
                .Where(e => e.OwnerId == userId && !e.IsSpanning && e.StartTime >= shortFrom && e.StartTime < to && e.EndTime >= from)
                .OrderBy(e => e.StartTime)
                .Take(limit)
                .Concat(db.Events.AsNoTracking()
                    .Where(e => e.OwnerId == userId && e.IsSpanning && e.SpanStart < to && (e.SpanEnd == null || e.SpanEnd >= from))
                    .OrderBy(e => e.SpanStart)
                    .Take(limit))
                .Concat(db.Events.AsNoTracking()
                    .Where(e => e.Shares.Any(s => s.UserId == userId) && e.SpanStart < to && (e.SpanEnd == null || e.SpanEnd >= from))
                    .OrderBy(e => e.SpanStart)
                    .Take(limit)));

    public DbSet<TaskItem> Tasks => Set<TaskItem>();

    public DbSet<Label> Labels => Set<Label>();

    public DbSet<CalendarEvent> Events => Set<CalendarEvent>();

    public DbSet<EventOverride> EventOverrides => Set<EventOverride>();

    public DbSet<EventShare> EventShares => Set<EventShare>();

    public DbSet<Reminder> Reminders => Set<Reminder>();

    public DbSet<CalendarFeed> Feeds => Set<CalendarFeed>();

    public DbSet<Page> Pages => Set<Page>();

    public DbSet<PageShare> PageShares => Set<PageShare>();

    public DbSet<PageVersion> PageVersions => Set<PageVersion>();

    public DbSet<LayoutPreset> LayoutPresets => Set<LayoutPreset>();

    public IAsyncEnumerable<TaskDto> NewestTasks(int ownerId, int limit) => NewestTasksQuery(this, ownerId, limit);

    public IAsyncEnumerable<Label> LabelsNamed(int ownerId, string[] names) => LabelsNamedQuery(this, ownerId, names);

    public IAsyncEnumerable<CalendarEvent> EventsBetween(int userId, DateTimeOffset from, DateTimeOffset to, int limit) =>
        EventsBetweenQuery(this, userId, from, to, from - CalendarEvent.ShortMax, limit);

    public IQueryable<Reminder> LockReminders(DateTimeOffset now, int limit) => Reminders.FromSql(
        $"SELECT * FROM reminders WHERE look_at <= {now.ToUniversalTime()} ORDER BY look_at LIMIT {limit} FOR UPDATE SKIP LOCKED");

    // xmin is the transaction that wrote a row last. Labels are links, which leave the task's row alone, so their names stand for them.
    public IAsyncEnumerable<CalendarSurvey> SurveyCalendar(int userId, bool own, bool shared, bool tasks) => Database.SqlQuery<CalendarSurvey>(
        $"""
        SELECT CASE WHEN e.all_day THEN 'UTC' ELSE e.time_zone END AS "Zone",
               extract(year FROM min(e.span_start) AT TIME ZONE 'UTC')::int AS "Year",
               md5(string_agg(e.id || ':' || e.xmin::text, ',' ORDER BY e.id)) AS "Version"
        FROM events e
        WHERE ({own} AND e.owner_id = {userId})
           OR ({shared} AND EXISTS (SELECT FROM event_shares s WHERE s.event_id = e.id AND s.user_id = {userId}))
        GROUP BY 1
        UNION ALL
        SELECT NULL, 0, md5(string_agg(t.id || ':' || t.xmin::text || ':' || coalesce(l.names, ''), ',' ORDER BY t.id))
        FROM tasks t
        LEFT JOIN LATERAL (
            SELECT json_agg(label.name ORDER BY label.name)::text AS names
            FROM task_labels link JOIN labels label ON label.id = link.label_id
            WHERE link.task_id = t.id) l ON true
        WHERE {tasks} AND t.owner_id = {userId}
        HAVING count(*) > 0
        ORDER BY 1
        """).AsAsyncEnumerable();
}
