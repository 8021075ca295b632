using FluentValidation;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Common;

namespace Halext.Application.Planner.Events;

/// <summary>
/// When somebody is busy in a window: the occurrences of their own events and of those shared with them, in order of start; all-day events
/// take no one's time. Internal: other modules ask it on their users' behalf, whatever their key may do.
/// </summary>
/// <param name="UserId">Whose calendar.</param>
/// <param name="Start">The window's start.</param>
/// <param name="End">The window's end, exclusive.</param>
[Public]
internal sealed record ListBusyTimes(int UserId, DateTimeOffset Start, DateTimeOffset End) : IQuery<IReadOnlyList<BusyTime>>;

/// <summary>An occurrence.</summary>
internal sealed record BusyTime(int EventId, string Title, DateTimeOffset Start, DateTimeOffset End);

internal sealed class ListBusyTimesHandler(IPlannerDb db) : IQueryHandler<ListBusyTimes, IReadOnlyList<BusyTime>>
{
    public async Task<Result<IReadOnlyList<BusyTime>>> Handle(ListBusyTimes request, CancellationToken ct) =>
        (await db.OccurrencesBetween(request.UserId, request.Start, request.End, withAllDay: false, ct))
            .Take(ListOccurrences.Max)
            .Select(o => new BusyTime(o.Event.Id, o.Override?.Title ?? o.Event.Title, o.Start, o.End))
            .ToList();
}
