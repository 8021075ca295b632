namespace Halext.Application.Assistant.Generation;

/// <summary>A plan to choose from.</summary>
public sealed record PlanDto(
    IReadOnlyList<PlannedTaskDto> Tasks, IReadOnlyList<PlannedEventDto> Events, IReadOnlyList<SmartListDto> SmartLists, PlanMetadataDto Metadata);

/// <summary>A task as <c>POST /tasks/</c> takes it, and more.</summary>
public sealed record PlannedTaskDto(
    string Title,
    string Description,
    DateTimeOffset? DueDate,
    string Priority,
    IReadOnlyList<string> Labels,
    int? EstimatedMinutes,
    IReadOnlyList<string> Subtasks,
    string Reasoning);

/// <summary>An event as <c>POST /events/</c> takes it, and why.</summary>
public sealed record PlannedEventDto(
    string Title, string Description, DateTimeOffset StartTime, DateTimeOffset EndTime, string? Location, string RecurrenceType, string Reasoning);

/// <summary>Things that belong together.</summary>
/// <param name="Name">What the list is called.</param>
/// <param name="Description">What it is for.</param>
/// <param name="Category">project, checklist, reference or goals.</param>
/// <param name="Items">At most 50.</param>
/// <param name="Reasoning">Why.</param>
public sealed record SmartListDto(string Name, string Description, string Category, IReadOnlyList<string> Items, string Reasoning);

/// <summary>How a plan came about.</summary>
public sealed record PlanMetadataDto(string OriginalPrompt, string Model, string Summary);
