using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Common;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Planner.Events;

/// <summary>
/// Those of the signed-in user's own events and series that start last, that one first, without whom they are shared with. Internal: the
/// profile nests them.
/// </summary>
internal sealed record ListLatestEvents(int Limit) : IQuery<IReadOnlyList<EventDto>>;

internal sealed class ListLatestEventsHandler(IPlannerDb db, ICurrentUser user) : IQueryHandler<ListLatestEvents, IReadOnlyList<EventDto>>
{
    public async Task<Result<IReadOnlyList<EventDto>>> Handle(ListLatestEvents request, CancellationToken ct)
    {
        var events = await db.Events.AsNoTracking()
            .Where(e => e.OwnerId == user.Id)
            .OrderByDescending(e => e.StartTime).ThenByDescending(e => e.Id)
            .Take(request.Limit)
            .ToListAsync(ct);
        return events.ConvertAll(e => EventDto.Of(e, user.Id, []));
    }
}
