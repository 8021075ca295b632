using System.Security.Cryptography;
using System.Text;
using Halext.Application.Planner.Events;
using Halext.Domain.Planner;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Planner.Feeds;

/// <summary>What part of a calendar is like, without its contents.</summary>
/// <param name="Zone">The time zone of these events; null for tasks.</param>
/// <param name="Year">The first in which one of them takes place.</param>
/// <param name="Version">Changes whenever one of them does.</param>
public sealed record CalendarSurvey(string? Zone, int Year, string Version);

internal static class ExportQueries
{
    /// <summary>Part of every version, so that a change of how calendars are written makes clients fetch them anew.</summary>
    private const string Format = "2";

    /// <summary>Three statements, whatever is in the calendar; of a known version, one.</summary>
    public static async Task<ExportedCalendar> Export(
        this IPlannerDb db, int ownerId, string name, FeedContents contents, IReadOnlyList<string>? knownVersions, CancellationToken ct)
    {
        var (own, shared, hasTasks) = (contents.HasFlag(FeedContents.Events), contents.HasFlag(FeedContents.Shared), contents.HasFlag(FeedContents.Tasks));
        var survey = await db.SurveyCalendar(ownerId, own, shared, hasTasks).ToListAsync(ct);
        var version = Hash(string.Join('\n', survey.Select(s => $"{s.Zone} {s.Version}").Prepend(Format)));
        if (knownVersions is not null && (knownVersions.Contains(version) || knownVersions.Contains(ReadFeed.AnyVersion)))
            return new ExportedCalendar(version, null);

        var zones = survey.Where(s => s.Zone is not (null or TimeZones.Utc)).ToDictionary(s => s.Zone!, s => s.Year);

        // Several people may share what each has imported: a calendar has every UID once, and what is the owner's own comes first.
        var events = db.Events.AsNoTracking().Include(e => e.Overrides)
            .Where(e => (own && e.OwnerId == ownerId)
                || (shared && e.Shares.Any(s => s.UserId == ownerId)
                    && !(own && db.Events.Any(o => o.OwnerId == ownerId && o.Uid == e.Uid))
                    && !db.Events.Any(o => o.Uid == e.Uid && o.Id < e.Id && o.Shares.Any(s => s.UserId == ownerId))))
            .OrderBy(e => e.Id);
        var tasks = db.Tasks.AsNoTracking().Include(t => t.Labels).Where(t => hasTasks && t.OwnerId == ownerId).OrderBy(t => t.Id);
        return new ExportedCalendar(version, new CalendarExport(name, zones, events.AsAsyncEnumerable(), tasks.AsAsyncEnumerable()));
    }

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 16));
}
