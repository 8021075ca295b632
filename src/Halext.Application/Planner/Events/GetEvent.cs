using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Common;
using Halext.Domain.Planner;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Planner.Events;

/// <summary>One event or series that the signed-in user owns or that is shared with them.</summary>
public sealed record GetEvent(int Id) : IQuery<EventDto>;

internal sealed class GetEventHandler(IPlannerDb db, ICurrentUser user, ISender sender) : IQueryHandler<GetEvent, EventDto>
{
    public async Task<Result<EventDto>> Handle(GetEvent request, CancellationToken ct)
    {
        var found = await db.Events.AsNoTracking().Include(e => e.Shares)
            .FirstOrDefaultAsync(e => e.Id == request.Id && (e.OwnerId == user.Id || e.Shares.Any(s => s.UserId == user.Id)), ct);
        if (found is null)
            return EventErrors.NotFound(request.Id);
        return EventDto.Of(found, user.Id, found.Shares.ToDtos(await sender.NamesOf(found.Shares, ct)));
    }
}
