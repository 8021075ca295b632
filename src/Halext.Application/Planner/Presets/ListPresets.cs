using FluentValidation;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Application.Common.Validation;
using Halext.Application.Planner.Pages;
using Halext.Domain.Common;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Planner.Presets;

/// <summary>The presets of the system and the signed-in user's own, the oldest first. Where layouts are very large, fewer than asked for come at once.</summary>
public sealed record ListPresets(int Skip = 0, int Limit = 100) : IQuery<IReadOnlyList<LayoutPresetDto>>;

internal sealed class ListPresetsValidator : AbstractValidator<ListPresets>
{
    public ListPresetsValidator()
    {
        RuleFor(x => x.Skip).IsOffset();
        RuleFor(x => x.Limit).IsPageSize();
    }
}

internal sealed class ListPresetsHandler(IPlannerDb db, ICurrentUser user) : IQueryHandler<ListPresets, IReadOnlyList<LayoutPresetDto>>
{
    public async Task<Result<IReadOnlyList<LayoutPresetDto>>> Handle(ListPresets request, CancellationToken ct)
    {
        var presets = await db.PresetsSeenBy(user.Id).AsNoTracking()
            .OrderBy(p => p.Id)
            .Skip(request.Skip)
            .Take(request.Limit)
            .TakeListed(p => p.Layout, ct);
        return presets.ConvertAll(LayoutPresetDto.Of);
    }
}
