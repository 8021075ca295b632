using Halext.Application.Accounts.Users;
using Halext.Application.Common.Messaging;
using Halext.Domain.Common;
using Halext.Domain.Planner;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Planner.Events;

/// <summary>The people around events, whose names the accounts know.</summary>
internal static class EventSharing
{
    /// <summary>The accounts with these user names by id, without the owner; refuses when one is unknown, naming it.</summary>
    public static async Task<Result<Dictionary<int, string>>> FindPeople(
        this ISender sender, IReadOnlyCollection<string>? names, int ownerId, CancellationToken ct)
    {
        if (names is null or { Count: 0 })
            return new Dictionary<int, string>();
        var found = await sender.Send(new FindUsersByName([.. names]), ct);
        if (found.Failed)
            return found.Error;

        var unknown = names.Where(n => !found.Value.Any(u => u.Username.Equals(n.Trim(), StringComparison.OrdinalIgnoreCase))).Distinct().ToList();
        return unknown.Count > 0
            ? Error.Invalid(nameof(CreateEvent.SharedWith), $"There is no user called {string.Join(", ", unknown)}.")
            : found.Value.Where(u => u.Id != ownerId).ToDictionary(u => u.Id, u => u.Username);
    }

    public static async Task<Dictionary<int, string>> NamesOf(this ISender sender, IEnumerable<EventShare> shares, CancellationToken ct)
    {
        var ids = shares.Select(s => s.UserId).Distinct().ToList();
        return ids.Count == 0 ? new Dictionary<int, string>() : (await sender.Send(new NameUsers(ids), ct)).Value;
    }

    /// <summary>Who sees what, for many events at once: two statements, however many they are.</summary>
    public static async Task<ILookup<int, EventShareDto>> SharesOf(
        this IPlannerDb db, ISender sender, IReadOnlyCollection<CalendarEvent> events, CancellationToken ct)
    {
        var ids = events.Select(e => e.Id).ToList();
        var shares = ids.Count == 0 ? [] : await db.EventShares.AsNoTracking().Where(s => ids.Contains(s.EventId)).ToListAsync(ct);
        var names = await sender.NamesOf(shares, ct);
        return shares.GroupBy(s => s.EventId).SelectMany(g => g.ToDtos(names), (g, dto) => (g.Key, dto)).ToLookup(s => s.Key, s => s.dto);
    }

    /// <summary>In order of name. Somebody whose account went away meanwhile is left out.</summary>
    public static IReadOnlyList<EventShareDto> ToDtos(this IEnumerable<EventShare> shares, Dictionary<int, string> names) =>
        [.. shares.Where(s => names.ContainsKey(s.UserId))
            .Select(s => new EventShareDto(s.UserId, names[s.UserId], s.CanEdit))
            .OrderBy(s => s.Username, StringComparer.OrdinalIgnoreCase)];
}
