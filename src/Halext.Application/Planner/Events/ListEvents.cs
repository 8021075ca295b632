using FluentValidation;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Application.Common.Validation;
using Halext.Domain.Common;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Planner.Events;

/// <summary>The signed-in user's own events and series, each once, in order of their (first) start.</summary>
public sealed record ListEvents(int Skip = 0, int Limit = 100) : IQuery<IReadOnlyList<EventDto>>;

internal sealed class ListEventsValidator : AbstractValidator<ListEvents>
{
    public ListEventsValidator()
    {
        RuleFor(x => x.Skip).IsOffset();
        RuleFor(x => x.Limit).IsPageSize();
    }
}

internal sealed class ListEventsHandler(IPlannerDb db, ICurrentUser user, ISender sender) : IQueryHandler<ListEvents, IReadOnlyList<EventDto>>
{
    public async Task<Result<IReadOnlyList<EventDto>>> Handle(ListEvents request, CancellationToken ct)
    {
        var events = await db.Events.AsNoTracking()
            .Where(e => e.OwnerId == user.Id)
            .OrderBy(e => e.StartTime).ThenBy(e => e.Id)
            .Skip(request.Skip)
            .Take(request.Limit)
            .ToListAsync(ct);
        var shares = await db.SharesOf(sender, events, ct);
        return events.ConvertAll(e => EventDto.Of(e, user.Id, [.. shares[e.Id]]));
    }
}
