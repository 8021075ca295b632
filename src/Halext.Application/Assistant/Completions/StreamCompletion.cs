using FluentValidation;
using Halext.Application.Common.Messaging;
using Halext.Domain.Assistant;
using Halext.Domain.Common;

namespace Halext.Application.Assistant.Completions;

/// <summary>Asks a model in OpenAI's form and gets the answer in pieces; a model that is not there is an error.</summary>
public sealed record StreamCompletion : CompletionQuestion, ICommand<CompletionStream>
{
    public StreamCompletion(CompletionQuestion question)
        : base(question)
    {
    }
}

/// <summary>An answer in pieces.</summary>
/// <param name="Model">Who gives it.</param>
/// <param name="Chunks">To be enumerated once; what fails is a <see cref="ProviderException"/>.</param>
public sealed record CompletionStream(ModelIdentifier Model, IAsyncEnumerable<CompletionChunkDto> Chunks);

internal sealed class StreamCompletionValidator : AbstractValidator<StreamCompletion>
{
    public StreamCompletionValidator() => Include(new CompletionQuestionValidator());
}

internal sealed class StreamCompletionHandler(IAssistant assistant, TimeProvider clock) : ICommandHandler<StreamCompletion, CompletionStream>
{
    public async Task<Result<CompletionStream>> Handle(StreamCompletion request, CancellationToken ct)
    {
        var call = request.ToCall();
        var answer = await assistant.Stream(call, ct);
        if (answer.Failed)
            return answer.Error;
        var (model, updates) = answer.Value;
        var pieces = new CompletionAnswers(call, model.ToString(), clock.GetUtcNow());
        return new CompletionStream(model, pieces.Pieces(updates, request.StreamOptions?.IncludeUsage is true, CancellationToken.None));
    }
}
