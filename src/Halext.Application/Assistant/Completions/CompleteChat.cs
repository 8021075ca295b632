using FluentValidation;
using Halext.Application.Common.Messaging;
using Halext.Domain.Common;

namespace Halext.Application.Assistant.Completions;

/// <summary>Asks a model in OpenAI's form; a model that is not there is an error.</summary>
public sealed record CompleteChat : CompletionQuestion, ICommand<Answered<CompletionDto>>
{
    public CompleteChat(CompletionQuestion question)
        : base(question)
    {
    }
}

internal sealed class CompleteChatValidator : AbstractValidator<CompleteChat>
{
    public CompleteChatValidator() => Include(new CompletionQuestionValidator());
}

internal sealed class CompleteChatHandler(IAssistant assistant, TimeProvider clock) : ICommandHandler<CompleteChat, Answered<CompletionDto>>
{
    public async Task<Result<Answered<CompletionDto>>> Handle(CompleteChat request, CancellationToken ct)
    {
        var call = request.ToCall();
        var answer = await Deadline.Within(Deadline.Answer, clock, token => assistant.Complete(call, token), ct);
        if (answer.Failed)
            return answer.Error;
        var (model, response) = answer.Value;
        return new Answered<CompletionDto>(new CompletionAnswers(call, model.ToString(), clock.GetUtcNow()).Whole(response), model);
    }
}
