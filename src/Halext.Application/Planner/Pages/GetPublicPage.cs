using FluentValidation;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Common;
using Halext.Domain.Planner;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Planner.Pages;

/// <summary>A public page. Whoever knows its address may read it.</summary>
/// <param name="Token">The secret of the address.</param>
[Public]
public sealed record GetPublicPage(string Token) : IQuery<PageDto>;

internal sealed class GetPublicPageValidator : AbstractValidator<GetPublicPage>
{
    public GetPublicPageValidator() => RuleFor(x => x.Token).MaximumLength(Page.PublicTokenMaxLength);
}

internal sealed class GetPublicPageHandler(IPlannerDb db) : IQueryHandler<GetPublicPage, PageDto>
{
    public async Task<Result<PageDto>> Handle(GetPublicPage request, CancellationToken ct)
    {
        var page = await db.Pages.AsNoTracking().FirstOrDefaultAsync(p => p.PublicToken == request.Token, ct);
        return page is null ? new Error("RESOURCE_NOT_FOUND", ErrorKind.NotFound, "There is no public page at this address.") : new PageDto(page);
    }
}
