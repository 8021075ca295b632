using System.Globalization;
using System.Text.Json.Serialization;
using Halext.Application.Assistant;
using Halext.Application.Assistant.Suggestions;
using Halext.Domain.Common;

namespace Halext.WebApi.Assistant.Suggestions;

/// <summary>An event to analyze. The mobile client writes the names of the fields in its own way, and reads another answer.</summary>
internal sealed record EventBody(
    string Title,
    string? Description = null,
    DateTimeOffset? StartTime = null,
    DateTimeOffset? EndTime = null,
    string? EventType = null,
    string? TimeZone = null,
    string? Model = null)
{
    [JsonPropertyName("startTime")]
    public DateTimeOffset? MobileStartTime { get; init; }

    [JsonPropertyName("endTime")]
    public DateTimeOffset? MobileEndTime { get; init; }

    [JsonPropertyName("eventType")]
    public string? MobileEventType { get; init; }

    [JsonPropertyName("timeZone")]
    public string? MobileTimeZone { get; init; }

    [JsonIgnore]
    public bool IsMobile => StartTime is null && MobileStartTime is not null;

    public AnalyzeEvent ToRequest() => new(
        Title, Description, StartTime ?? MobileStartTime, EndTime ?? MobileEndTime, EventType ?? MobileEventType, TimeZone ?? MobileTimeZone, Model);
}

/// <summary>The analysis as the mobile client reads it: conflicts are texts.</summary>
internal sealed record MobileEventAnalysis(
    string Summary,
    string Category,
    IReadOnlyList<string> Conflicts,
    IReadOnlyList<string> Recommendations,
    IReadOnlyList<string> PreparationSteps,
    IReadOnlyList<TimeSlotDto> OptimalTimes)
{
    public static Result<Answered<MobileEventAnalysis>> Of(Result<Answered<EventAnalysisDto>> analysis)
    {
        if (analysis.Failed)
            return analysis.Error;
        var found = analysis.Value.Value;
        return new Answered<MobileEventAnalysis>(
            new MobileEventAnalysis(
                found.Summary,
                found.Category,
                [.. found.Conflicts.Conflicts.Select(c => $"{c.EventTitle} ({Text(c.StartTime)} to {Text(c.EndTime)})")],
                found.Recommendations,
                found.PreparationSteps,
                found.OptimalTimes),
            analysis.Value.Model);
    }

    private static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);
}
