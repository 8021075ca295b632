using FluentValidation;

namespace Halext.Application.Assistant.Suggestions;

/// <summary>A task as somebody describes it who wants advice on it.</summary>
public interface ITaskBrief
{
    string Title { get; }

    string? Description { get; }

    string? Model { get; }
}

/// <summary>What all requests for advice on a task must be like.</summary>
internal abstract class TaskBriefValidator<T> : AbstractValidator<T>
    where T : ITaskBrief
{
    protected TaskBriefValidator()
    {
        RuleFor(x => x.Title).IsTitle();
        RuleFor(x => x.Description).IsText();
        RuleFor(x => x.Model).IsModel();
    }
}

internal static class TaskBriefs
{
    public static StructuredQuestion Ask(this ITaskBrief brief, string route, string instructions) =>
        new(route, instructions, brief.Data(), brief.Model);

    public static object Data(this ITaskBrief brief) => new { brief.Title, brief.Description };
}
