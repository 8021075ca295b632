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
/// <param name="Partial">Whether it is only a beginning: it was as long as it may be, or the provider's filter stepped in.</param>
public sealed record ChatAnswerDto(string Response, string Model, string Provider, bool Partial);

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
        if (answer.Failed)
            return answer.Error;
        var (model, text, isCut, _) = answer.Value;
        return new Answered<ChatAnswerDto>(new ChatAnswerDto(text, model.ToString(), model.Provider, isCut), model);
    }
}
