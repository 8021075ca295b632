using Halext.Domain.Common;
using Halext.Domain.Planner;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Planner.Pages;

internal static class PageAccess
{
    /// <summary>The pages that somebody owns or that are shared with them. What is shared of a private page sleeps.</summary>
    public static IQueryable<Page> PagesSeenBy(this IPlannerDb db, int userId) =>
        db.Pages.Where(p => p.OwnerId == userId || (p.Visibility != PageVisibility.Private && p.Shares.Any(s => s.UserId == userId)));

    /// <summary>A page with the version that its next change may push out, tracked; and with the one called <paramref name="version"/>.</summary>
    public static IQueryable<Page> PageSeenBy(this IPlannerDb db, int userId, int id, int? version = null) =>
        db.PagesSeenBy(userId)
            .Where(p => p.Id == id)
            .Include(p => p.Versions.Where(v =>
                v.Number == version || !db.PageVersions.Any(older => older.PageId == v.PageId && older.Number < v.Number)));

    /// <summary>Such a page for somebody who may change it.</summary>
    public static async Task<Result<Page>> FindToChange(this IPlannerDb db, int id, int userId, CancellationToken ct, int? version = null) =>
        await db.CheckEditor(await db.PageSeenBy(userId, id, version).FirstOrDefaultAsync(ct), id, userId, ct);

    /// <summary>Loads the shares of a page and refuses if there is none, or if somebody may only read it.</summary>
    /// <remarks>Joined to the page, the shares would repeat its layout as often.</remarks>
    public static async Task<Result<Page>> CheckEditor(this IPlannerDb db, Page? page, int id, int userId, CancellationToken ct)
    {
        if (page is null)
            return PageErrors.NotFound(id);
        await db.PageShares.Where(s => s.PageId == id).LoadAsync(ct);
        return page.MayEdit(userId) ? page : PageErrors.ReadOnly;
    }

    /// <summary>Refuses what only the owner may, and more to whom the page is not even shown.</summary>
    public static async Task<Error?> RefusalUnlessOwner(this IPlannerDb db, int id, int userId, CancellationToken ct)
    {
        var seen = await db.PagesSeenBy(userId).Where(p => p.Id == id).Select(p => new { p.OwnerId }).FirstOrDefaultAsync(ct);
        return seen is null ? PageErrors.NotFound(id) : seen.OwnerId == userId ? null : PageErrors.OwnerOnly;
    }

    /// <summary>Refuses what only the owner and editors may: a page's history too, since it may tell what was taken out before it was shared.</summary>
    public static async Task<Error?> RefusalUnlessEditor(this IPlannerDb db, int id, int userId, CancellationToken ct)
    {
        var seen = await db.PagesSeenBy(userId)
            .Where(p => p.Id == id)
            .Select(p => new { MayEdit = p.OwnerId == userId || p.Shares.Any(s => s.UserId == userId && s.CanEdit) })
            .FirstOrDefaultAsync(ct);
        return seen is null ? PageErrors.NotFound(id) : seen.MayEdit ? null : PageErrors.ReadOnly;
    }
}
