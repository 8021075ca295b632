using FluentValidation;
using Halext.Application.Common.Messaging;
using Halext.Domain.Common;

namespace Halext.Application.Assistant.Chat;

/// <summary>Asks a model and waits for the whole answer.</summary>
/// <param name="Prompt">The question; may be empty.</param>
/// <param name="History">What was said before, oldest first.</param>
/// <param name="Model">The wanted model; without one the person's default.</param>
public sealed record AskAssistant(string Prompt, IReadOnlyList<ChatTurn>? History = null, string? Model = null) : ICommand<Answered<ChatAnswerDto>>;

/// <summary>An answer.</summary>
/// <param name="Response">What the model said.</param>
/// <param name="Model">The full identifier of the model that said it.</param>
/// <param name="Provider">The key of its provider.</param>
public sealed record ChatAnswerDto(string Response, string Model, string Provider);

internal sealed class AskAssistantValidator : AbstractValidator<AskAssistant>
{
    public AskAssistantValidator()
    {
        RuleFor(x => x.Prompt).IsPrompt();
        RuleFor(x => x.History).IsHistory(x => x.Prompt);
        RuleForEach(x => x.History).SetValidator(new ChatTurnValidator());
        RuleFor(x => x.Model).IsModel();
    }
}

internal sealed class AskAssistantHandler(TextAnswers answers) : ICommandHandler<AskAssistant, Answered<ChatAnswerDto>>
{
    public async Task<Result<Answered<ChatAnswerDto>>> Handle(AskAssistant request, CancellationToken ct)
    {
        var answer = await answers.Ask(new ModelCall("/ai/chat", ChatMessages.From(request.History, request.Prompt), request.Model), ct);
        return answer.Failed
            ? answer.Error
            : new Answered<ChatAnswerDto>(
                new ChatAnswerDto(answer.Value.Value, answer.Value.Model.ToString(), answer.Value.Model.Provider), answer.Value.Model);
    }
}
