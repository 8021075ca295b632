using System.ComponentModel;
using FluentValidation;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Application.Planner.Events;
using Halext.Domain.Common;

namespace Halext.Application.Assistant.Suggestions;

/// <summary>
/// Looks at an event that somebody plans: what it is about and how to prepare for it, by a model; what it collides with and when there would
/// be time on that day, by the caller's calendar, of which the model learns nothing.
/// </summary>
/// <param name="Title">The event's title.</param>
/// <param name="Description">What it is about.</param>
/// <param name="StartTime">When it shall start.</param>
/// <param name="EndTime">When it shall end.</param>
/// <param name="EventType">What kind of event it is, in the caller's own words.</param>
/// <param name="TimeZone">IANA time zone in which the caller's day is; UTC without one.</param>
/// <param name="Model">The wanted model.</param>
public sealed record AnalyzeEvent(
    string Title,
    string? Description,
    DateTimeOffset? StartTime,
    DateTimeOffset? EndTime,
    string? EventType = null,
    string? TimeZone = null,
    string? Model = null) : ICommand<Answered<EventAnalysisDto>>
{
    /// <summary>As much of the calendar as is looked at for one event, in days.</summary>
    public const int DurationMax = 31;

    /// <summary>How many collisions are listed; all are counted.</summary>
    public const int ConflictsMax = 50;

    public const int SlotsMax = 3;
}

/// <summary>An analysis.</summary>
/// <param name="Summary">What the event is about.</param>
/// <param name="PreparationSteps">At most five.</param>
/// <param name="OptimalTimes">Up to three free times of the event's length on its day, between 09:00 and 17:00.</param>
/// <param name="Conflicts">What else takes place at that time.</param>
/// <param name="Category">What kind of event it is, in a word or two.</param>
/// <param name="Recommendations">At most five.</param>
public sealed record EventAnalysisDto(
    string Summary,
    IReadOnlyList<string> PreparationSteps,
    IReadOnlyList<TimeSlotDto> OptimalTimes,
    EventConflictsDto Conflicts,
    string Category,
    IReadOnlyList<string> Recommendations);

/// <summary>What else takes place at a time.</summary>
public sealed record EventConflictsDto(bool HasConflicts, int ConflictCount, IReadOnlyList<EventConflictDto> Conflicts);

/// <summary>An occurrence of one of the caller's events.</summary>
public sealed record EventConflictDto(int EventId, string EventTitle, DateTimeOffset StartTime, DateTimeOffset EndTime);

internal sealed class AnalyzeEventValidator : AbstractValidator<AnalyzeEvent>
{
    public AnalyzeEventValidator()
    {
        RuleFor(x => x.Title).IsTitle();
        RuleFor(x => x.Description).IsText();
        RuleFor(x => x.StartTime).IsEventTime();
        RuleFor(x => x.EndTime).IsEventTime()
            .GreaterThan(x => x.StartTime).WithMessage("end_time must lie after start_time.")
            .Must((x, end) => end is null || x.StartTime is null || end.Value - x.StartTime.Value <= TimeSpan.FromDays(AnalyzeEvent.DurationMax))
            .WithMessage($"An event takes at most {AnalyzeEvent.DurationMax} days here.");
        RuleFor(x => x.EventType).IsText(100);
        RuleFor(x => x.TimeZone).IsTimeZone();
        RuleFor(x => x.Model).IsModel();
    }
}

internal sealed class AnalyzeEventHandler(StructuredAnswers answers, ISender sender, ICurrentUser user)
    : ICommandHandler<AnalyzeEvent, Answered<EventAnalysisDto>>
{
    public async Task<Result<Answered<EventAnalysisDto>>> Handle(AnalyzeEvent request, CancellationToken ct)
    {
        var wanted = new TimeSlotDto(request.StartTime!.Value, request.EndTime!.Value);
        var day = WorkingHours.On(wanted.StartTime, TimeZones.Find(request.TimeZone ?? TimeZones.Utc));
        var busy = await sender.Send(
            new ListBusyTimes(user.Id, Earlier(wanted.StartTime, day.StartTime), Later(wanted.EndTime, day.EndTime)), ct);
        if (busy.Failed)
            return busy.Error;

        var data = new { request.Title, request.Description, request.EventType, request.StartTime, request.EndTime, request.TimeZone };
        var said = await answers.Ask(new StructuredQuestion("/ai/events/analyze", Prompts.Event, data, request.Model), EventAdvice.Form, ct);
        if (said.Failed)
            return said.Error;

        var advice = said.Value.Value;
        return new Answered<EventAnalysisDto>(
            new EventAnalysisDto(
                advice.Summary,
                advice.PreparationSteps,
                WorkingHours.FreeSlots(
                    day, busy.Value.Select(b => new TimeSlotDto(b.Start, b.End)), wanted.EndTime - wanted.StartTime, AnalyzeEvent.SlotsMax),
                EventAdvice.Conflicts(wanted, busy.Value),
                advice.Category ?? AnswerRules.Text(request.EventType, EventAdvice.CategoryMaxLength) ?? "other",
                advice.Recommendations),
            said.Value.Model);
    }

    private static DateTimeOffset Earlier(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;
}

/// <summary>What a model says about an event, and what the calendar does.</summary>
internal sealed record EventAdvice(string Summary, IReadOnlyList<string> PreparationSteps, string? Category, IReadOnlyList<string> Recommendations)
{
    public const int CategoryMaxLength = 50;
    private const int StepsMax = 5;

    public static readonly AnswerForm<Raw, EventAdvice> Form = new("event_advice", Apply);

    public static Result<EventAdvice> Apply(Raw raw) =>
        AnswerRules.Text(raw.Summary, AssistantRules.TextMaxLength) is { } summary
            ? new EventAdvice(
                summary,
                AnswerRules.Lines(raw.PreparationSteps, StepsMax),
                AnswerRules.Text(raw.Category, CategoryMaxLength)?.ToLowerInvariant(),
                AnswerRules.Lines(raw.Recommendations, StepsMax))
            : Error.Invalid("it has no summary.");

    /// <summary>Those that start before the wanted time ends, and end after it starts.</summary>
    public static EventConflictsDto Conflicts(TimeSlotDto wanted, IEnumerable<BusyTime> busy)
    {
        var found = busy.Where(b => wanted.StartTime < b.End && wanted.EndTime > b.Start).ToList();
        return new EventConflictsDto(
            found.Count > 0,
            found.Count,
            [.. found.Take(AnalyzeEvent.ConflictsMax).Select(b => new EventConflictDto(b.EventId, b.Title, b.Start, b.End))]);
    }

    internal sealed record Raw
    {
        [Description("What the event is about, in one or two sentences.")]
        public string? Summary { get; init; }

        [Description("At most five.")]
        public IReadOnlyList<string>? PreparationSteps { get; init; }

        [Description("What kind of event it is, such as meeting, appointment, travel, celebration.")]
        public string? Category { get; init; }

        [Description("At most five, about its time and form.")]
        public IReadOnlyList<string>? Recommendations { get; init; }
    }
}
