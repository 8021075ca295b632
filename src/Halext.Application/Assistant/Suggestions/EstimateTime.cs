using System.ComponentModel;
using System.Text.Json.Serialization;
using Halext.Application.Common.Messaging;
using Halext.Domain.Common;

namespace Halext.Application.Assistant.Suggestions;

/// <summary>Estimates how long a task takes.</summary>
public sealed record EstimateTime(string Title, string? Description = null, string? Model = null) : ICommand<Answered<TimeEstimateDto>>, ITaskBrief;

/// <summary>An estimate.</summary>
/// <param name="EstimatedHours">Hours of work.</param>
/// <param name="Confidence">low, medium or high.</param>
/// <param name="Factors">What it depends on.</param>
/// <param name="ConfidenceScore">The confidence from 0 to 1.</param>
public sealed record TimeEstimateDto(double EstimatedHours, string Confidence, string Factors, double ConfidenceScore)
{
    /// <summary>The mobile client's name for the estimate.</summary>
    [JsonPropertyName("estimatedMinutes")]
    public int EstimatedMinutes => (int)Math.Round(EstimatedHours * 60);

    /// <summary>The mobile client's name for the factors.</summary>
    public string Reasoning => Factors;
}

internal sealed class EstimateTimeValidator : TaskBriefValidator<EstimateTime>;

internal sealed class EstimateTimeHandler(StructuredAnswers answers) : ICommandHandler<EstimateTime, Answered<TimeEstimateDto>>
{
    public Task<Result<Answered<TimeEstimateDto>>> Handle(EstimateTime request, CancellationToken ct) =>
        answers.Ask(request.Ask("/ai/tasks/estimate-time", Prompts.Time), TimeEstimate.Form, ct);
}

internal static class TimeEstimate
{
    public static readonly AnswerForm<Raw, TimeEstimateDto> Form = new("time_estimate", Apply, Plain);

    public static Result<TimeEstimateDto> Apply(Raw raw)
    {
        if (raw is { EstimatedHours: null, Factors: null })
            return Error.Invalid("it says neither the hours nor what they depend on.");
        var hours = AnswerRules.Hours(raw.EstimatedHours);
        if (hours.Failed)
            return hours.Error;

        // Nobody is sure of hours that were not said.
        var confidence = raw.EstimatedHours is null ? null : raw.Confidence;
        return new TimeEstimateDto(
            hours.Value,
            AnswerRules.Confidence(confidence),
            AnswerRules.Text(raw.Factors, AssistantRules.TextMaxLength) ?? "",
            AnswerRules.ConfidenceScore(confidence));
    }

    /// <summary>Lines such as <c>Hours: 3</c>.</summary>
    public static Raw? Plain(string text) =>
        AnswerRules.Fields(text, "Hours", "Confidence", "Factors") is [var said, var confidence, var factors] && AnswerRules.Time(said, 60) is { } hours
            ? new Raw { EstimatedHours = hours, Confidence = confidence, Factors = factors ?? text }
            : null;

    internal sealed record Raw
    {
        public double? EstimatedHours { get; init; }

        [Description("low, medium or high")]
        public string? Confidence { get; init; }

        [Description("What the estimate depends on, in one to three sentences.")]
        public string? Factors { get; init; }
    }
}
