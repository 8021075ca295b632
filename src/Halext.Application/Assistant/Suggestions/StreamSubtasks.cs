using Halext.Application.Common.Messaging;
using Halext.Domain.Common;
using Microsoft.Extensions.AI;

namespace Halext.Application.Assistant.Suggestions;

/// <summary>Suggests subtasks of a task, one per line, as they come.</summary>
public sealed record StreamSubtasks(string Title, string? Description = null, string? Model = null) : ICommand<TextStream>, ITaskBrief;

internal sealed class StreamSubtasksValidator : TaskBriefValidator<StreamSubtasks>;

internal sealed class StreamSubtasksHandler(TextAnswers answers) : ICommandHandler<StreamSubtasks, TextStream>
{
    public Task<Result<TextStream>> Handle(StreamSubtasks request, CancellationToken ct) => answers.Stream(
        new ModelCall(
            "/ai/tasks/suggest-stream",
            [new ChatMessage(ChatRole.System, Prompts.Subtasks), new ChatMessage(ChatRole.User, ModelJson.Write(request.Data()))],
            request.Model),
        ct);
}
