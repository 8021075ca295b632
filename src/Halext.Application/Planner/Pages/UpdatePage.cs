using System.Text.Json;
using System.Text.Json.Serialization;
using FluentValidation;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Common;
using Halext.Domain.Planner;

namespace Halext.Application.Planner.Pages;

/// <summary>Changes the fields that are present; what the page was is kept as a version. Who may read it is for the owner to say.</summary>
public sealed record UpdatePage(
    Optional<string> Title, Optional<string?> Description, Optional<string?> Visibility, Optional<JsonElement?> Layout) : ICommand<PageDetailDto>
{
    [JsonIgnore]
    public int Id { get; init; }
}

internal sealed class UpdatePageValidator : AbstractValidator<UpdatePage>
{
    public UpdatePageValidator()
    {
        When(x => x.Title.IsSet, () => RuleFor(x => x.Title.Value).IsPageTitle());
        When(x => x.Description.IsSet, () => RuleFor(x => x.Description.Value).IsPageDescription());
        When(x => x.Visibility.IsSet, () => RuleFor(x => x.Visibility.Value).IsVisibility().NotNull());
        When(x => x.Layout.IsSet, () => RuleFor(x => x.Layout.Value).NotNull().IsLayout());
    }
}

internal sealed class UpdatePageHandler(IPlannerDb db, ICurrentUser user, ISender sender, TimeProvider clock) : ICommandHandler<UpdatePage, PageDetailDto>
{
    public async Task<Result<PageDetailDto>> Handle(UpdatePage request, CancellationToken ct)
    {
        var found = await db.FindToChange(request.Id, user.Id, ct);
        if (found.Failed)
            return found.Error;
        var page = found.Value;

        var state = new PageState(
            request.Title.IsSet ? request.Title.Value : page.Title,
            request.Description.IsSet ? request.Description.Value : page.Description,
            PageRules.VisibilityOf(request.Visibility.Value) ?? page.Visibility,
            request.Layout.Value?.GetRawText() ?? page.Layout);
        var changed = page.Change(state, user.Id, clock.GetUtcNow());
        if (changed.Failed)
            return changed.Error;
        await db.SaveChangesAsync(ct);
        return await sender.Detail(page, ct);
    }
}
