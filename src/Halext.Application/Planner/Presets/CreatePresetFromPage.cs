using System.Text.Json.Serialization;
using FluentValidation;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Application.Planner.Pages;
using Halext.Domain.Common;
using Halext.Domain.Planner;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Planner.Presets;

/// <summary>Adds a preset with the layout of a page. Only the owner of the page may.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Description">More about it.</param>
public sealed record CreatePresetFromPage(string? Name, string? Description) : ICommand<LayoutPresetDto>
{
    [JsonIgnore]
    public int PageId { get; init; }
}

internal sealed class CreatePresetFromPageValidator : AbstractValidator<CreatePresetFromPage>
{
    public CreatePresetFromPageValidator()
    {
        RuleFor(x => x.Name).IsPresetName();
        RuleFor(x => x.Description).IsPresetDescription();
    }
}

internal sealed class CreatePresetFromPageHandler(IPlannerDb db, ICurrentUser user, TimeProvider clock)
    : ICommandHandler<CreatePresetFromPage, LayoutPresetDto>
{
    public async Task<Result<LayoutPresetDto>> Handle(CreatePresetFromPage request, CancellationToken ct)
    {
        var page = await db.PagesSeenBy(user.Id).AsNoTracking().FirstOrDefaultAsync(p => p.Id == request.PageId, ct);
        if (page is null)
            return PageErrors.NotFound(request.PageId);
        if (page.OwnerId != user.Id)
            return PageErrors.OwnerOnly;

        var preset = LayoutPreset.Create(user.Id, request.Name!, request.Description, page.Layout, clock.GetUtcNow());
        db.LayoutPresets.Add(preset);
        await db.SaveChangesAsync(ct);
        return LayoutPresetDto.Of(preset);
    }
}
