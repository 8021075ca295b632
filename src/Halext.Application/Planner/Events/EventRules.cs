using FluentValidation;
using Halext.Domain.Planner;

namespace Halext.Application.Planner.Events;

internal static class EventRules
{
    /// <summary>Calendars of people fit in here, and time zone arithmetic stays far from the ends of the calendar.</summary>
    private static readonly DateTimeOffset Earliest = new(1600, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Latest = new(2500, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static bool IsWithinCalendar(DateTimeOffset time) => time >= Earliest && time <= Latest;

    public static void IsEventTitle<T>(this IRuleBuilder<T, string> rule) => rule.NotEmpty().MaximumLength(CalendarEvent.TitleMaxLength);

    public static void IsEventDescription<T>(this IRuleBuilder<T, string?> rule) => rule.MaximumLength(CalendarEvent.DescriptionMaxLength);

    public static void IsEventLocation<T>(this IRuleBuilder<T, string?> rule) => rule.MaximumLength(CalendarEvent.LocationMaxLength);

    public static IRuleBuilderOptions<T, DateTimeOffset?> IsEventTime<T>(this IRuleBuilder<T, DateTimeOffset?> rule) => rule.NotNull().IsWithinCalendar();

    public static IRuleBuilderOptions<T, DateTimeOffset?> IsWithinCalendar<T>(this IRuleBuilder<T, DateTimeOffset?> rule) =>
        rule.InclusiveBetween(Earliest, Latest).WithMessage($"{{PropertyName}} lies between the years {Earliest.Year} and {Latest.Year}.");

    public static void IsTimeZone<T>(this IRuleBuilder<T, string?> rule) =>
        rule.MaximumLength(CalendarEvent.TimeZoneMaxLength)
            .Must(id => id is null || TimeZones.IsKnown(id)).WithMessage("'{PropertyValue}' is no IANA time zone, such as Europe/Berlin.");

    public static void IsRecurrenceType<T>(this IRuleBuilder<T, string?> rule) =>
        rule.Must(type => string.IsNullOrWhiteSpace(type)
                || type.Trim().Equals(Scheduling.NotRepeated, StringComparison.OrdinalIgnoreCase)
                || Scheduling.FrequencyOf(type) is not null)
            .WithMessage("{PropertyName} is one of none, daily, weekly, monthly, yearly; rrule can say more.");

    public static void IsRecurrenceInterval<T>(this IRuleBuilder<T, int?> rule) => rule.InclusiveBetween(1, RecurrenceRule.IntervalMax);

    public static void IsRecurrenceRule<T>(this IRuleBuilder<T, string?> rule) => rule.Custom((text, context) =>
    {
        if (!string.IsNullOrWhiteSpace(text) && !RecurrenceRule.TryParse(text, out _, out var problem))
            context.AddFailure(problem);
    });

    public static void AreExceptions<T>(this IRuleBuilder<T, IReadOnlyList<DateTimeOffset>?> rule) =>
        rule.Must(dates => dates is null || dates.Count <= CalendarEvent.ExceptionsMax)
            .WithMessage($"{{PropertyName}} holds at most {CalendarEvent.ExceptionsMax} times.")
            .Must(dates => dates is null || dates.All(d => d >= Earliest && d <= Latest))
            .WithMessage($"{{PropertyName}} lie between the years {Earliest.Year} and {Latest.Year}.");

    public static void AreSharedWith<T>(this IRuleBuilder<T, IReadOnlyList<string>?> rule) =>
        rule.Must(names => names is null || names.Count <= CalendarEvent.SharesMax)
            .WithMessage($"An event is shared with at most {CalendarEvent.SharesMax} people.")
            .Must(names => names is null || names.All(n => n is { Length: > 0 and <= Domain.Accounts.User.EmailMaxLength }))
            .WithMessage("{PropertyName} holds user names.");
}
