using System.ComponentModel;
using Halext.Application.Common.Messaging;
using Halext.Domain.Common;

namespace Halext.Application.Assistant.Suggestions;

/// <summary>Judges how urgent a task is.</summary>
public sealed record SuggestPriority(string Title, string? Description = null, string? Model = null) : ICommand<Answered<PriorityDto>>, ITaskBrief;

/// <summary>A judgement.</summary>
/// <param name="Priority">low, medium, high or urgent.</param>
/// <param name="Reasoning">Why.</param>
/// <param name="Confidence">From 0 to 1.</param>
public sealed record PriorityDto(string Priority, string Reasoning, double Confidence);

internal sealed class SuggestPriorityValidator : TaskBriefValidator<SuggestPriority>;

internal sealed class SuggestPriorityHandler(StructuredAnswers answers) : ICommandHandler<SuggestPriority, Answered<PriorityDto>>
{
    public Task<Result<Answered<PriorityDto>>> Handle(SuggestPriority request, CancellationToken ct) =>
        answers.Ask(request.Ask("/ai/tasks/suggest-priority", Prompts.Priority), PriorityAdvice.Form, ct);
}

internal static class PriorityAdvice
{
    public static readonly AnswerForm<Raw, PriorityDto> Form = new("priority", Apply, Plain);

    public static Result<PriorityDto> Apply(Raw raw) => raw is { Priority: null, Reasoning: null }
        ? Error.Invalid("it names no priority.")
        : new PriorityDto(
            AnswerRules.Priority(raw.Priority),
            AnswerRules.Text(raw.Reasoning, AssistantRules.TextMaxLength) ?? "",
            AnswerRules.ConfidenceScore(raw.Confidence));

    /// <summary>Lines such as <c>Priority: high</c>.</summary>
    public static Raw? Plain(string text) => AnswerRules.Fields(text, "Priority", "Reasoning") is [var priority, var reasoning]
        ? new Raw { Priority = priority, Reasoning = reasoning ?? text }
        : null;

    internal sealed record Raw
    {
        [Description("low, medium, high or urgent")]
        public string? Priority { get; init; }

        public string? Reasoning { get; init; }

        [Description("low, medium or high")]
        public string? Confidence { get; init; }
    }
}
