using FluentValidation;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Application.Common.Validation;
using Halext.Domain.Common;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Planner.Pages;

/// <summary>The signed-in user's own pages and those that are shared with them, the oldest first. Where layouts are very large, fewer than asked for come at once.</summary>
public sealed record ListPages(int Skip = 0, int Limit = 100) : IQuery<IReadOnlyList<PageDetailDto>>;

internal sealed class ListPagesValidator : AbstractValidator<ListPages>
{
    public ListPagesValidator()
    {
        RuleFor(x => x.Skip).IsOffset();
        RuleFor(x => x.Limit).IsPageSize();
    }
}

internal sealed class ListPagesHandler(IPlannerDb db, ICurrentUser user, ISender sender) : IQueryHandler<ListPages, IReadOnlyList<PageDetailDto>>
{
    public async Task<Result<IReadOnlyList<PageDetailDto>>> Handle(ListPages request, CancellationToken ct)
    {
        var pages = await db.PagesSeenBy(user.Id).AsNoTracking()
            .OrderBy(p => p.Id)
            .Skip(request.Skip)
            .Take(request.Limit)
            .TakeListed(p => p.Layout, ct);
        return await db.Details(sender, pages, ct);
    }
}
