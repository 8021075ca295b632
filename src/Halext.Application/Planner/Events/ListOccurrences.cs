using FluentValidation;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Common;

namespace Halext.Application.Planner.Events;

/// <summary>
/// What takes place in a window: the occurrences of the signed-in user's own events and of those shared with them that overlap it, in
/// order of start.
/// </summary>
/// <param name="Start">The window's start.</param>
/// <param name="End">The window's end, exclusive.</param>
public sealed record ListOccurrences(DateTimeOffset? Start, DateTimeOffset? End) : IQuery<OccurrencesDto>
{
    /// <summary>As many as one answer holds. More make no calendar that anybody can look at.</summary>
    public const int Max = 10_000;

    /// <summary>In days.</summary>
    public const int WindowMax = 366;
}

/// <summary>Occurrences of a window.</summary>
/// <param name="Items">In order of start.</param>
/// <param name="Next">Where to go on when there are more than one answer holds; null when these are all.</param>
public sealed record OccurrencesDto(IReadOnlyList<EventDto> Items, DateTimeOffset? Next);

internal sealed class ListOccurrencesValidator : AbstractValidator<ListOccurrences>
{
    public ListOccurrencesValidator()
    {
        RuleFor(x => x.Start).IsEventTime();
        RuleFor(x => x.End).IsEventTime()
            .GreaterThan(x => x.Start).WithMessage("end must lie after start.")
            .Must((x, end) => end is null || x.Start is null || end.Value - x.Start.Value <= TimeSpan.FromDays(ListOccurrences.WindowMax))
            .WithMessage($"A window has at most {ListOccurrences.WindowMax} days.");
    }
}

internal sealed class ListOccurrencesHandler(IPlannerDb db, ICurrentUser user, ISender sender) : IQueryHandler<ListOccurrences, OccurrencesDto>
{
    /// <summary>Characters of text in one answer. A long description is repeated at each occurrence.</summary>
    private const int TextMax = 8_000_000;

    public async Task<Result<OccurrencesDto>> Handle(ListOccurrences request, CancellationToken ct)
    {
        var from = request.Start!.Value;
        var shown = new List<Occurrence>();
        var text = 0;
        DateTimeOffset? next = null;
        foreach (var occurrence in await db.OccurrencesBetween(user.Id, from, request.End!.Value, withAllDay: true, ct))
        {
            text += occurrence.TextLength;
            if (shown.Count == ListOccurrences.Max || (text > TextMax && shown.Count > 0))
            {
                // Whoever goes on there must get ahead, even when everything starts at once.
                next = occurrence.Start > from ? occurrence.Start : from.AddSeconds(1);
                break;
            }

            shown.Add(occurrence);
        }

        return new OccurrencesDto(await db.ToDtos(sender, user.Id, shown, ct), next);
    }
}
