using System.Text.Json.Serialization;

namespace Halext.Bench.Bare;

/// <summary>A task as a row of the answer.</summary>
internal sealed record BareTask(
    int Id, string Title, string? Description, DateTime? DueDate, List<BareLabel> Labels, int OwnerId, bool Completed, DateTime CreatedAt, int? ReminderMinutes);

internal readonly record struct BareLabel(int Id, string Name, string Color);

/// <summary>The body of a new task.</summary>
internal sealed record NewTask(string Title, string? Description, DateTimeOffset? DueDate, string[]? Labels);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(NewTask))]
internal sealed partial class BareJsonContext : JsonSerializerContext;
