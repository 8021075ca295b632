using Halext.Application.Accounts.Users;
using Halext.Application.Common.Messaging;
using Halext.Domain.Planner;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Planner.Pages;

/// <summary>The people around pages, whose names the accounts know.</summary>
internal static class PageSharing
{
    /// <summary>The page with the names of those whom it is shared with.</summary>
    public static async Task<PageDetailDto> Detail(this ISender sender, Page page, CancellationToken ct) =>
        new(page, page.Shares.ToDtos(await sender.NamesOf(page.Shares, ct)));

    /// <summary>Pages with their shares: two more statements, however many pages there are.</summary>
    public static async Task<List<PageDetailDto>> Details(this IPlannerDb db, ISender sender, List<Page> pages, CancellationToken ct)
    {
        var ids = pages.ConvertAll(p => p.Id);
        var shares = ids.Count == 0 ? [] : await db.PageShares.AsNoTracking().Where(s => ids.Contains(s.PageId)).ToListAsync(ct);
        var names = await sender.NamesOf(shares, ct);
        var byPage = shares.ToLookup(s => s.PageId);
        return pages.ConvertAll(p => new PageDetailDto(p, byPage[p.Id].ToDtos(names)));
    }

    /// <summary>In order of name. Somebody whose account went away meanwhile is left out.</summary>
    public static IReadOnlyList<PageShareDto> ToDtos(this IEnumerable<PageShare> shares, Dictionary<int, string> names) =>
        [.. shares.Where(s => names.ContainsKey(s.UserId))
            .Select(s => new PageShareDto(s.UserId, names[s.UserId], s.CanEdit))
            .OrderBy(s => s.Username, StringComparer.OrdinalIgnoreCase)];

    private static async Task<Dictionary<int, string>> NamesOf(this ISender sender, IReadOnlyCollection<PageShare> shares, CancellationToken ct)
    {
        var ids = shares.Select(s => s.UserId).Distinct().ToList();
        return ids.Count == 0 ? [] : (await sender.Send(new NameUsers(ids), ct)).Value;
    }
}
