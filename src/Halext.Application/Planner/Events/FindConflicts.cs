using FluentValidation;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Common;

namespace Halext.Application.Planner.Events;

/// <summary>
/// Where the signed-in user would have to be at two events at once: every two occurrences of a window that overlap, in order. All-day
/// events take no one's time and do not count.
/// </summary>
/// <param name="Start">The window's start.</param>
/// <param name="End">The window's end, exclusive.</param>
/// <param name="Limit">How many pairs at the most.</param>
public sealed record FindConflicts(DateTimeOffset? Start, DateTimeOffset? End, int Limit = 100) : IQuery<IReadOnlyList<ConflictDto>>;

/// <summary>Two occurrences that overlap.</summary>
/// <param name="StartTime">Since when both take place.</param>
/// <param name="EndTime">Until when they do.</param>
/// <param name="First">The one that starts earlier.</param>
/// <param name="Second">The other.</param>
public sealed record ConflictDto(DateTimeOffset StartTime, DateTimeOffset EndTime, EventDto First, EventDto Second);

internal sealed class FindConflictsValidator : AbstractValidator<FindConflicts>
{
    public FindConflictsValidator(IValidator<ListOccurrences> window)
    {
        RuleFor(x => new ListOccurrences(x.Start, x.End)).SetValidator(window);
        RuleFor(x => x.Limit).InclusiveBetween(1, 500);
    }
}

internal sealed class FindConflictsHandler(IPlannerDb db, ICurrentUser user, ISender sender)
    : IQueryHandler<FindConflicts, IReadOnlyList<ConflictDto>>
{
    public async Task<Result<IReadOnlyList<ConflictDto>>> Handle(FindConflicts request, CancellationToken ct)
    {
        var occurrences = await db.OccurrencesBetween(user.Id, request.Start!.Value, request.End!.Value, withAllDay: false, ct);
        var pairs = Pairs(occurrences.Take(ListOccurrences.Max)).Take(request.Limit).ToList();
        var involved = pairs.SelectMany(p => new[] { p.First, p.Second }).Distinct().ToList();
        var dtos = involved.Zip(await db.ToDtos(sender, user.Id, involved, ct)).ToDictionary(p => p.First, p => p.Second);
        return pairs.ConvertAll(p => new ConflictDto(
            p.Second.Start, p.First.End < p.Second.End ? p.First.End : p.Second.End, dtos[p.First], dtos[p.Second]));
    }

    /// <summary>A sweep over the starts: each occurrence meets those that have begun and not ended.</summary>
    private static IEnumerable<(Occurrence First, Occurrence Second)> Pairs(IEnumerable<Occurrence> inOrder)
    {
        var running = new List<Occurrence>();
        foreach (var next in inOrder)
        {
            running.RemoveAll(o => o.End <= next.Start);
            foreach (var earlier in running.Where(_ => next.End > next.Start))
                yield return (earlier, next);
            running.Add(next);
        }
    }
}
