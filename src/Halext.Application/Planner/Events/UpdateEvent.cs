using System.Text.Json.Serialization;
using FluentValidation;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Application.Planner.Reminders;
using Halext.Domain.Common;
using Halext.Domain.Planner;

namespace Halext.Application.Planner.Events;

/// <summary>
/// Changes the fields that are present: of the event or series, of one occurrence, or of one occurrence and all behind it, which then
/// become a series of their own.
/// </summary>
public sealed record UpdateEvent(
    Optional<string> Title,
    Optional<string?> Description,
    Optional<DateTimeOffset?> StartTime,
    Optional<DateTimeOffset?> EndTime,
    Optional<string?> Location,
    Optional<string?> RecurrenceType,
    Optional<int?> RecurrenceInterval,
    Optional<DateTimeOffset?> RecurrenceEndDate,
    IReadOnlyList<string>? SharedWith,
    Optional<string?> TimeZone,
    Optional<bool?> AllDay,
    Optional<string?> Rrule,
    IReadOnlyList<DateTimeOffset>? Exdates,
    IReadOnlyList<DateTimeOffset>? Rdates,
    Optional<int?> ReminderMinutes) : ICommand<EventDto>
{
    [JsonIgnore]
    public int Id { get; init; }

    [JsonIgnore]
    public EventScope Scope { get; init; }

    /// <summary>
    /// When the occurrence starts by the rule. For the whole series: the occurrence whose new times are given; absent, they are those of
    /// the first.
    /// </summary>
    [JsonIgnore]
    public DateTimeOffset? OccurrenceStart { get; init; }
}

internal sealed class UpdateEventValidator : AbstractValidator<UpdateEvent>
{
    public UpdateEventValidator()
    {
        When(x => x.Title.IsSet, () => RuleFor(x => x.Title.Value).IsEventTitle());
        When(x => x.Description.IsSet, () => RuleFor(x => x.Description.Value).IsEventDescription());
        When(x => x.StartTime.IsSet, () => RuleFor(x => x.StartTime.Value).IsEventTime());
        When(x => x.EndTime.IsSet, () => RuleFor(x => x.EndTime.Value).IsEventTime());
        When(x => x.Location.IsSet, () => RuleFor(x => x.Location.Value).IsEventLocation());
        When(x => x.RecurrenceType.IsSet, () => RuleFor(x => x.RecurrenceType.Value).IsRecurrenceType());
        When(x => x.RecurrenceInterval.IsSet, () => RuleFor(x => x.RecurrenceInterval.Value).IsRecurrenceInterval());
        When(x => x.TimeZone.IsSet, () => RuleFor(x => x.TimeZone.Value).IsTimeZone());
        When(x => x.AllDay.IsSet, () => RuleFor(x => x.AllDay.Value).NotNull());
        When(x => x.Rrule.IsSet, () => RuleFor(x => x.Rrule.Value).IsRecurrenceRule());
        RuleFor(x => x.SharedWith).AreSharedWith();
        RuleFor(x => x.Exdates).AreExceptions();
        RuleFor(x => x.Rdates).AreExceptions();
        When(x => x.ReminderMinutes.IsSet, () => RuleFor(x => x.ReminderMinutes.Value).IsReminder());
        RuleFor(x => x.Scope).IsInEnum();
        RuleFor(x => x.OccurrenceStart).IsWithinCalendar();
    }
}

internal sealed class UpdateEventHandler(IPlannerDb db, ICurrentUser user, ISender sender, TimeProvider clock) : ICommandHandler<UpdateEvent, EventDto>
{
    public async Task<Result<EventDto>> Handle(UpdateEvent request, CancellationToken ct)
    {
        var found = await db.FindToChange(request.Id, user.Id, ct);
        if (found.Failed)
            return found.Error;
        var series = found.Value;
        var occurrence = series.Occurrence(request.Scope, request.OccurrenceStart);
        if (occurrence.Failed)
            return occurrence.Error;
        var people = await Share(series, request.SharedWith, isForOne: request.Scope is EventScope.This && occurrence.Value is not null, ct);
        if (people.Failed)
            return people.Error;

        var changed = Change(series, request, occurrence.Value);
        if (changed.Failed)
            return changed.Error;
        series.Touch(clock.GetUtcNow());
        await db.SaveChangesAsync(ct);

        var dto = EventDto.Of(changed.Value, user.Id, changed.Value.Shares.ToDtos(people.Value));
        return request.Scope is EventScope.This && occurrence.Value is { } at ? dto.At(Occurrences.At(series, at)) : dto;
    }

    /// <summary>The event that answers: a new one when the series was cut in two.</summary>
    private Result<CalendarEvent> Change(CalendarEvent series, UpdateEvent request, DateTimeOffset? at)
    {
        var rule = EventChanges.Rule(series, request);
        if (at is null || request.Scope is EventScope.All || (request.Scope is EventScope.Following && series.BeginsWith(at.Value)))
            return EventChanges.ChangeAll(series, request, rule, at) is { Failed: true, Error: { } all } ? all : series;
        if (request.Scope is EventScope.This)
            return EventChanges.ChangeThis(series, request, rule, at.Value) is { Failed: true, Error: { } one } ? one : series;

        var next = series.ContinueFrom(at.Value, clock.GetUtcNow());
        if (next.Failed)
            return next.Error;
        var changed = EventChanges.ChangeAll(
            next.Value, request.WithoutKnownExceptions(series), rule == series.Rule ? next.Value.Rule : rule, at == next.Value.StartTime ? null : at);
        if (changed.Failed)
            return changed.Error;
        if (series.EndBefore(at.Value) is { Failed: true, Error: { } error })
            return error;
        db.Events.Add(next.Value);
        return next;
    }

    /// <summary>Shares it with other people, if the request names any, and answers the names of those whom it is shared with now.</summary>
    private async Task<Result<Dictionary<int, string>>> Share(CalendarEvent series, IReadOnlyList<string>? names, bool isForOne, CancellationToken ct)
    {
        if (names is null)
            return await sender.NamesOf(series.Shares, ct);
        var people = await sender.FindPeople(names, series.OwnerId, ct);
        if (people.Failed || series.Shares.Select(s => s.UserId).ToHashSet().SetEquals(people.Value.Keys))
            return people;
        if (series.OwnerId != user.Id)
            return EventErrors.OwnerOnly;
        if (isForOne)
            return Error.Invalid(nameof(UpdateEvent.Scope), "Sharing belongs to the series: change it with scope=all or following.");
        series.ShareWith([.. people.Value.Keys], canEdit: null);
        return people;
    }
}
