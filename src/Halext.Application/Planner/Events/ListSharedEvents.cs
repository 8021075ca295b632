using FluentValidation;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Application.Common.Validation;
using Halext.Domain.Common;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Planner.Events;

/// <summary>The events and series of others that are shared with the signed-in user, in order of their (first) start.</summary>
public sealed record ListSharedEvents(int Skip = 0, int Limit = 100) : IQuery<IReadOnlyList<EventDto>>;

internal sealed class ListSharedEventsValidator : AbstractValidator<ListSharedEvents>
{
    public ListSharedEventsValidator()
    {
        RuleFor(x => x.Skip).IsOffset();
        RuleFor(x => x.Limit).IsPageSize();
    }
}

internal sealed class ListSharedEventsHandler(IPlannerDb db, ICurrentUser user, ISender sender)
    : IQueryHandler<ListSharedEvents, IReadOnlyList<EventDto>>
{
    public async Task<Result<IReadOnlyList<EventDto>>> Handle(ListSharedEvents request, CancellationToken ct)
    {
        var events = await db.Events.AsNoTracking()
            .Where(e => e.Shares.Any(s => s.UserId == user.Id))
            .OrderBy(e => e.StartTime).ThenBy(e => e.Id)
            .Skip(request.Skip)
            .Take(request.Limit)
            .ToListAsync(ct);
        var shares = await db.SharesOf(sender, events, ct);
        return events.ConvertAll(e => EventDto.Of(e, user.Id, [.. shares[e.Id]]));
    }
}
