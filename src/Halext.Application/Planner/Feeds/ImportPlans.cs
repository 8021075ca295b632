using Halext.Domain.Planner;

namespace Halext.Application.Planner.Feeds;

/// <summary>An event or series as a file describes it; a cancelled one does not take place.</summary>
internal sealed record EventPlan(
    string Uid,
    int Line,
    int Sequence,
    string Title,
    string? Description,
    string? Location,
    EventSchedule Schedule,
    IReadOnlyList<DateTimeOffset> ExDates,
    IReadOnlyList<DateTimeOffset> RDates,
    string? ForeignProperties,
    bool IsCancelled);

/// <summary>One occurrence of a series as a file describes it.</summary>
/// <param name="OriginalStart">RECURRENCE-ID; of a date alone, midnight UTC of it.</param>
/// <param name="IsDate">Whether RECURRENCE-ID is a date alone.</param>
/// <param name="Event">Everything else, as if it were an event of its own.</param>
internal sealed record OverridePlan(DateTimeOffset OriginalStart, bool IsDate, EventPlan Event)
{
    public bool IsCancelled => Event.IsCancelled;
}

/// <summary>A task as a file describes it.</summary>
internal sealed record TaskPlan(
    string Uid,
    int Line,
    int Sequence,
    string Title,
    string? Description,
    DateTimeOffset? Due,
    DateTimeOffset? CompletedAt,
    IReadOnlyList<string> Labels,
    string? ForeignProperties);

/// <summary>What a file holds, sorted; what could not be read stands among the errors.</summary>
internal sealed class ImportPlans
{
    public List<EventPlan> Events { get; } = [];

    public List<OverridePlan> Overrides { get; } = [];

    public List<TaskPlan> Tasks { get; } = [];

    public List<ImportErrorDto> Errors { get; } = [];

    /// <summary>Components of kinds that have no place here, and earlier versions of what the file holds twice.</summary>
    public int Skipped { get; set; }
}
