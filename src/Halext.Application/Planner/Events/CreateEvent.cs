using FluentValidation;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Application.Planner.Reminders;
using Halext.Domain.Common;
using Halext.Domain.Planner;

namespace Halext.Application.Planner.Events;

/// <summary>Adds an event or a series for the signed-in user and shares it.</summary>
/// <param name="Title">What it is called.</param>
/// <param name="Description">More about it.</param>
/// <param name="StartTime">When it starts; of a series, when the first occurrence does.</param>
/// <param name="EndTime">When that ends.</param>
/// <param name="Location">Where it takes place.</param>
/// <param name="RecurrenceType">none, daily, weekly, monthly or yearly.</param>
/// <param name="RecurrenceInterval">Every how many days, weeks, months or years.</param>
/// <param name="RecurrenceEndDate">The last moment at which an occurrence may start; a date includes its whole day.</param>
/// <param name="SharedWith">User names of people who shall see it.</param>
/// <param name="TimeZone">IANA time zone whose clocks a series follows; UTC when absent.</param>
/// <param name="AllDay">Whether it takes whole days.</param>
/// <param name="Rrule">A recurrence rule of RFC 5545, in place of the three simple fields.</param>
/// <param name="Exdates">The starts of occurrences that do not take place.</param>
/// <param name="Rdates">The starts of occurrences beyond the rule.</param>
/// <param name="ReminderMinutes">How many minutes before each occurrence people are reminded, 15 when absent; null for never.</param>
public sealed record CreateEvent(
    string Title,
    string? Description,
    DateTimeOffset? StartTime,
    DateTimeOffset? EndTime,
    string? Location,
    string? RecurrenceType,
    int? RecurrenceInterval,
    DateTimeOffset? RecurrenceEndDate,
    IReadOnlyList<string>? SharedWith,
    string? TimeZone,
    bool? AllDay,
    string? Rrule,
    IReadOnlyList<DateTimeOffset>? Exdates,
    IReadOnlyList<DateTimeOffset>? Rdates,
    Optional<int?> ReminderMinutes) : ICommand<EventDto>;

internal sealed class CreateEventValidator : AbstractValidator<CreateEvent>
{
    public CreateEventValidator()
    {
        RuleFor(x => x.Title).IsEventTitle();
        RuleFor(x => x.Description).IsEventDescription();
        RuleFor(x => x.StartTime).IsEventTime();
        RuleFor(x => x.EndTime).IsEventTime()
            .GreaterThanOrEqualTo(x => x.StartTime).WithMessage("end_time must not lie before start_time.");
        RuleFor(x => x.Location).IsEventLocation();
        RuleFor(x => x.RecurrenceType).IsRecurrenceType();
        RuleFor(x => x.RecurrenceInterval).IsRecurrenceInterval();
        RuleFor(x => x.RecurrenceEndDate).Must((x, end) => end is null || x.StartTime is null || end >= x.StartTime.Value.UtcDateTime.Date)
            .WithMessage("recurrence_end_date must not lie before start_time.");
        RuleFor(x => x.SharedWith).AreSharedWith();
        RuleFor(x => x.TimeZone).IsTimeZone();
        RuleFor(x => x.Rrule).IsRecurrenceRule();
        RuleFor(x => x.Exdates).AreExceptions();
        RuleFor(x => x.Rdates).AreExceptions();
        When(x => x.ReminderMinutes.IsSet, () => RuleFor(x => x.ReminderMinutes.Value).IsReminder());
    }
}

internal sealed class CreateEventHandler(IPlannerDb db, ICurrentUser user, ISender sender, TimeProvider clock) : ICommandHandler<CreateEvent, EventDto>
{
    public async Task<Result<EventDto>> Handle(CreateEvent request, CancellationToken ct)
    {
        var rule = string.IsNullOrWhiteSpace(request.Rrule)
            ? Scheduling.Simple(request.RecurrenceType, request.RecurrenceInterval, request.RecurrenceEndDate)
            : Scheduling.Read(request.Rrule);
        var schedule = Scheduling.Plan(
            request.StartTime!.Value, request.EndTime!.Value, request.AllDay ?? false, request.TimeZone ?? TimeZones.Utc, rule);
        if (schedule.Failed)
            return schedule.Error;
        var people = await sender.FindPeople(request.SharedWith, user.Id, ct);
        if (people.Failed)
            return people.Error;

        var made = CalendarEvent.Create(
            user.Id, Guid.CreateVersion7(clock.GetUtcNow()).ToString(), request.Title, request.Description, request.Location, schedule.Value,
            clock.GetUtcNow());
        var exceptions = made.SetExceptions(
            (request.Exdates ?? []).Select(Scheduling.WholeSeconds), (request.Rdates ?? []).Select(Scheduling.WholeSeconds));
        if (exceptions.Failed)
            return exceptions.Error;
        if (request.ReminderMinutes.IsSet)
            made.RemindBefore(request.ReminderMinutes.Value);
        made.ShareWith(people.Value.Keys.ToList(), canEdit: false);
        db.Events.Add(made);
        await db.SaveChangesAsync(ct);
        return EventDto.Of(made, user.Id, made.Shares.ToDtos(people.Value));
    }
}
