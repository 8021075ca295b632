using System.ComponentModel;
using Halext.Application.Common.Messaging;
using Halext.Domain.Common;

namespace Halext.Application.Assistant.Suggestions;

/// <summary>Suggests at most four labels for a task, in lower case.</summary>
public sealed record SuggestLabels(string Title, string? Description = null, string? Model = null) : ICommand<Answered<IReadOnlyList<string>>>, ITaskBrief;

internal sealed class SuggestLabelsValidator : TaskBriefValidator<SuggestLabels>;

internal sealed class SuggestLabelsHandler(StructuredAnswers answers) : ICommandHandler<SuggestLabels, Answered<IReadOnlyList<string>>>
{
    public Task<Result<Answered<IReadOnlyList<string>>>> Handle(SuggestLabels request, CancellationToken ct) =>
        answers.Ask(request.Ask("/ai/tasks/suggest-labels", Prompts.Labels), LabelAdvice.Form, ct);
}

internal static class LabelAdvice
{
    public static readonly AnswerForm<Raw, IReadOnlyList<string>> Form = new("labels", Apply, Plain);

    public static Result<IReadOnlyList<string>> Apply(Raw raw)
    {
        var labels = AnswerRules.Labels(raw.Labels, TaskAdvice.LabelsMax);
        return labels.Count == 0 ? Error.Invalid("it names no labels.") : labels;
    }

    /// <summary>Labels by commas or lines, if they are the single words that were asked for: anything more is a sentence, and as a rule an excuse.</summary>
    public static Raw? Plain(string text) =>
        AnswerRules.Labels([text], int.MaxValue) is { Count: > 0 } labels && labels.All(l => l.All(c => char.IsLetterOrDigit(c) || c is '-' or '_'))
            ? new Raw { Labels = labels }
            : null;

    internal sealed record Raw
    {
        [Description("At most four short words in lower case.")]
        public IReadOnlyList<string>? Labels { get; init; }
    }
}
