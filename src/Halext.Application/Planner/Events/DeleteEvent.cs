using FluentValidation;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Common;
using Halext.Domain.Planner;

namespace Halext.Application.Planner.Events;

/// <summary>Deletes an event, one occurrence of a series, or one occurrence and all behind it.</summary>
/// <param name="Id">The event or series.</param>
/// <param name="Scope">How much of it; the whole only by its owner.</param>
/// <param name="OccurrenceStart">When the occurrence starts by the rule.</param>
public sealed record DeleteEvent(int Id, EventScope Scope = EventScope.All, DateTimeOffset? OccurrenceStart = null) : ICommand;

internal sealed class DeleteEventValidator : AbstractValidator<DeleteEvent>
{
    public DeleteEventValidator()
    {
        RuleFor(x => x.Scope).IsInEnum();
        RuleFor(x => x.OccurrenceStart).IsWithinCalendar();
    }
}

internal sealed class DeleteEventHandler(IPlannerDb db, ICurrentUser user, TimeProvider clock) : ICommandHandler<DeleteEvent>
{
    public async Task<Result<Done>> Handle(DeleteEvent request, CancellationToken ct)
    {
        var found = await db.FindToChange(request.Id, user.Id, ct);
        if (found.Failed)
            return found.Error;
        var series = found.Value;
        var occurrence = series.Occurrence(request.Scope, request.OccurrenceStart);
        if (occurrence.Failed)
            return occurrence.Error;

        if (request.Scope is not EventScope.All && occurrence.Value is { } at && Shorten(series, request.Scope, at) is { } shortened)
        {
            if (shortened.Failed)
                return shortened;
            series.Touch(clock.GetUtcNow());
        }
        else
        {
            if (series.OwnerId != user.Id)
                return EventErrors.OwnerOnly;
            db.Events.Remove(series);
        }

        await db.SaveChangesAsync(ct);
        return Done.Result;
    }

    /// <summary>Takes occurrences away; null when nothing would be left.</summary>
    private static Result<Done>? Shorten(CalendarEvent series, EventScope scope, DateTimeOffset at)
    {
        if (scope is EventScope.Following)
            return series.BeginsWith(at) ? default(Result<Done>?) : series.EndBefore(at);
        var excluded = series.Exclude(at);
        return excluded.Failed || Occurrences.Starts(series, series.SpanStart, DateTimeOffset.MaxValue).Any() ? excluded : default(Result<Done>?);
    }
}
