using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Common;
using Halext.Domain.Planner;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Planner.Presets;

/// <summary>One preset of the system or of the signed-in user's own.</summary>
public sealed record GetPreset(int Id) : IQuery<LayoutPresetDto>;

internal sealed class GetPresetHandler(IPlannerDb db, ICurrentUser user) : IQueryHandler<GetPreset, LayoutPresetDto>
{
    public async Task<Result<LayoutPresetDto>> Handle(GetPreset request, CancellationToken ct)
    {
        var preset = await db.PresetsSeenBy(user.Id).AsNoTracking().FirstOrDefaultAsync(p => p.Id == request.Id, ct);
        return preset is null ? LayoutPresetErrors.NotFound(request.Id) : LayoutPresetDto.Of(preset);
    }
}
