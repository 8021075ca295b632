using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Halext.Application.Planner.Events;
using Halext.Domain.Planner;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Planner.Feeds;

internal static class ExportQueries
{
    /// <summary>Part of every version, so that a change of how calendars are written makes clients fetch them anew.</summary>
    private const int Format = 1;

    /// <summary>Three statements, whatever is in the calendar; of a known version, one.</summary>
    public static async Task<ExportedCalendar> Export(
        this IPlannerDb db, int ownerId, string name, FeedContents contents, string? knownVersion, CancellationToken ct)
    {
        var events = Events(db, ownerId, contents);
        var tasks = db.Tasks.AsNoTracking().Where(t => contents.HasFlag(FeedContents.Tasks) && t.OwnerId == ownerId);
        var (version, zones) = await Survey(events, tasks, ct);
        if (version == knownVersion)
            return new ExportedCalendar(version, null);
        return new ExportedCalendar(version, new CalendarExport(
            name,
            zones,
            events.Include(e => e.Overrides).OrderBy(e => e.Id).AsAsyncEnumerable(),
            tasks.Include(t => t.Labels).OrderBy(t => t.Id).AsAsyncEnumerable()));
    }

    private static IQueryable<CalendarEvent> Events(IPlannerDb db, int ownerId, FeedContents contents)
    {
        var (own, shared) = (contents.HasFlag(FeedContents.Events), contents.HasFlag(FeedContents.Shared));
        return db.Events.AsNoTracking().Where(e => (own && e.OwnerId == ownerId) || (shared && e.Shares.Any(s => s.UserId == ownerId)));
    }

    /// <summary>
    /// Reads through the rows' versions without their contents. PostgreSQL keeps in xmin which transaction wrote a row; labels are links,
    /// so their names stand for them.
    /// </summary>
    private static async Task<(string Version, Dictionary<string, int> Zones)> Survey(
        IQueryable<CalendarEvent> events, IQueryable<TaskItem> tasks, CancellationToken ct)
    {
        var rows = events
            .Select(e => new { IsTask = false, e.Id, Row = EF.Property<uint>(e, "xmin"), Zone = e.AllDay ? null : (string?)e.TimeZone, Year = e.SpanStart.Year, Labels = "" })
            .Concat(tasks.Select(t => new
            {
                IsTask = true, t.Id, Row = EF.Property<uint>(t, "xmin"), Zone = (string?)null, Year = 0,
                Labels = string.Join(",", t.Labels.OrderBy(l => l.Name).Select(l => l.Name)),
            }))
            .OrderBy(r => r.IsTask).ThenBy(r => r.Id);

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData([Format]);
        var zones = new Dictionary<string, int>();
        var numbers = new byte[9];
        await foreach (var row in rows.AsAsyncEnumerable().WithCancellation(ct))
        {
            numbers[0] = row.IsTask ? (byte)1 : (byte)0;
            BinaryPrimitives.WriteInt32LittleEndian(numbers.AsSpan(1), row.Id);
            BinaryPrimitives.WriteUInt32LittleEndian(numbers.AsSpan(5), row.Row);
            hash.AppendData(numbers);
            hash.AppendData(Encoding.UTF8.GetBytes(row.Labels));
            if (row.Zone is { } zone && zone != TimeZones.Utc)
                zones[zone] = Math.Min(zones.GetValueOrDefault(zone, row.Year), row.Year);
        }

        return (Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 16)), zones);
    }
}
