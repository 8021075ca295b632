using System.ComponentModel;
using Halext.Application.Common.Messaging;
using Halext.Domain.Common;

namespace Halext.Application.Assistant.Suggestions;

/// <summary>Suggests subtasks, labels, an estimate and a priority for a task.</summary>
public sealed record SuggestTask(string Title, string? Description = null, string? Model = null) : ICommand<Answered<TaskAdviceDto>>, ITaskBrief;

/// <summary>Advice on a task.</summary>
/// <param name="Subtasks">At most five.</param>
/// <param name="Labels">At most four, in lower case.</param>
/// <param name="EstimatedHours">Hours of work.</param>
/// <param name="Priority">low, medium, high or urgent.</param>
/// <param name="PriorityReasoning">Why.</param>
public sealed record TaskAdviceDto(
    IReadOnlyList<string> Subtasks, IReadOnlyList<string> Labels, double EstimatedHours, string Priority, string PriorityReasoning);

internal sealed class SuggestTaskValidator : TaskBriefValidator<SuggestTask>;

internal sealed class SuggestTaskHandler(StructuredAnswers answers) : ICommandHandler<SuggestTask, Answered<TaskAdviceDto>>
{
    public Task<Result<Answered<TaskAdviceDto>>> Handle(SuggestTask request, CancellationToken ct) =>
        answers.Ask(request.Ask("/ai/tasks/suggest", Prompts.Task), TaskAdvice.Form, ct);
}

internal static class TaskAdvice
{
    public const int SubtasksMax = 5;
    public const int LabelsMax = 4;

    public static readonly AnswerForm<Raw, TaskAdviceDto> Form = new("task_advice", Apply);

    public static Result<TaskAdviceDto> Apply(Raw raw)
    {
        var subtasks = AnswerRules.Lines(raw.Subtasks, SubtasksMax);
        if (subtasks.Count == 0)
            return Error.Invalid("it names no subtasks.");
        var hours = AnswerRules.Hours(raw.EstimatedHours);
        if (hours.Failed)
            return hours.Error;
        return new TaskAdviceDto(
            subtasks,
            AnswerRules.Labels(raw.Labels, LabelsMax),
            hours.Value,
            AnswerRules.Priority(raw.Priority),
            AnswerRules.Text(raw.PriorityReasoning, AssistantRules.TextMaxLength) ?? "");
    }

    internal sealed record Raw
    {
        [Description("At most five, in the order in which to do them.")]
        public IReadOnlyList<string>? Subtasks { get; init; }

        [Description("At most four short words in lower case.")]
        public IReadOnlyList<string>? Labels { get; init; }

        public double? EstimatedHours { get; init; }

        [Description("low, medium, high or urgent")]
        public string? Priority { get; init; }

        [Description("Why this priority, in one or two sentences.")]
        public string? PriorityReasoning { get; init; }
    }
}
