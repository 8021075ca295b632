using System.Text.Json;
using FluentValidation;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Common;
using Halext.Domain.Planner;

namespace Halext.Application.Planner.Pages;

/// <summary>Adds a page for the signed-in user.</summary>
/// <param name="Title">What it is called.</param>
/// <param name="Description">More about it.</param>
/// <param name="Visibility">private, shared or public; private when absent.</param>
/// <param name="Layout">What it shows: a list of columns with widgets, or an object; kept as it comes.</param>
public sealed record CreatePage(string Title, string? Description, string? Visibility, JsonElement? Layout) : ICommand<PageDetailDto>;

internal sealed class CreatePageValidator : AbstractValidator<CreatePage>
{
    public CreatePageValidator()
    {
        RuleFor(x => x.Title).IsPageTitle();
        RuleFor(x => x.Description).IsPageDescription();
        RuleFor(x => x.Visibility).IsVisibility();
        RuleFor(x => x.Layout).IsLayout();
    }
}

internal sealed class CreatePageHandler(IPlannerDb db, ICurrentUser user, TimeProvider clock) : ICommandHandler<CreatePage, PageDetailDto>
{
    public async Task<Result<PageDetailDto>> Handle(CreatePage request, CancellationToken ct)
    {
        var visibility = PageRules.VisibilityOf(request.Visibility) ?? PageVisibility.Private;
        var state = new PageState(request.Title, request.Description, visibility, request.Layout?.GetRawText() ?? PageLayout.Empty);
        var page = Page.Create(user.Id, state, clock.GetUtcNow());
        db.Pages.Add(page);
        await db.SaveChangesAsync(ct);
        return new PageDetailDto(page, []);
    }
}
