using Halext.Application.Assistant;
using Halext.Application.Common.Messaging;
using Halext.Application.Messaging.Generations;
using Halext.Domain.Assistant;
using Halext.Domain.Common;
using Halext.Domain.Workbench;

namespace Halext.Application.Workbench.Completions;

/// <summary>
/// Asks a model and waits for the whole answer; with <c>stream</c>, gets the events of <c>POST /chat/completions/stream</c> instead. In a
/// conversation its messages are sent along, and question and answer become messages of it.
/// </summary>
public sealed record CompleteChat : Inquiry, ICommand<Answered<InquiryAnswerDto>>
{
    public bool Stream { get; init; }
}

/// <summary>An answer.</summary>
/// <param name="Id">Of the call.</param>
/// <param name="Model">Who answered.</param>
/// <param name="Created">Seconds since 1970.</param>
/// <param name="Content">What.</param>
/// <param name="ProcessingTime">Seconds.</param>
/// <param name="Usage">What it took.</param>
/// <param name="ConversationId">Where it is kept.</param>
/// <param name="MessageId">Which message of the conversation it is.</param>
/// <param name="Partial">Whether it is only a beginning: it was stopped, was as long as it may be, or the provider's filter stepped in.</param>
public sealed record InquiryAnswerDto(
    Guid Id, string Model, long Created, string Content, double ProcessingTime, TokenUsageDto? Usage, int? ConversationId, int? MessageId, bool Partial);

/// <summary>What an answer took; costs in US dollars, under the two names that clients know, null where nobody knows the model's price.</summary>
public sealed record TokenUsageDto(int PromptTokens, int CompletionTokens, int TotalTokens, decimal? PromptCost, decimal? CompletionCost, decimal? TotalCost)
{
    /// <summary>The same as prompt_cost.</summary>
    public decimal? InputCost => PromptCost;

    /// <summary>The same as completion_cost.</summary>
    public decimal? OutputCost => CompletionCost;

    /// <summary>Null where nobody has counted.</summary>
    public static TokenUsageDto? Of(ModelUsage? usage) => usage is null ? null : new TokenUsageDto(
        usage.PromptTokens, usage.CompletionTokens, usage.TotalTokens, usage.PromptCost, usage.CompletionCost, usage.TotalCost);
}

internal sealed class CompleteChatValidator : InquiryValidator<CompleteChat>;

internal sealed class CompleteChatHandler(TextAnswers answers, IAssistant assistant, ISender sender, TimeProvider clock)
    : ICommandHandler<CompleteChat, Answered<InquiryAnswerDto>>
{
    public Task<Result<Answered<InquiryAnswerDto>>> Handle(CompleteChat request, CancellationToken ct) =>
        request.ConversationId is { } conversationId ? AskIn(conversationId, request, ct) : Ask(request, ct);

    private async Task<Result<Answered<InquiryAnswerDto>>> Ask(CompleteChat request, CancellationToken ct)
    {
        var start = clock.GetTimestamp();
        var answer = await answers.Ask(request.ToCall("/chat/completions"), ct);
        return answer.Failed ? answer.Error : Show(Guid.CreateVersion7(clock.GetUtcNow()), answer.Value, start, null, null);
    }

    private async Task<Result<Answered<InquiryAnswerDto>>> AskIn(int conversationId, CompleteChat request, CancellationToken ct)
    {
        var start = clock.GetTimestamp();
        var model = await assistant.Find(request.ModelId, ct);
        if (model.Failed)
            return model.Error;
        var asked = await sender.Send(new AskInConversation(request.ToMessage(conversationId, model.Value), request.ToOptions(), Always: true), ct);
        if (asked.Failed)
            return asked.Error;

        try
        {
            var (message, usage) = await asked.Value.Answer!.WaitAsync(Deadline.Answer, clock, ct);
            if (message is null)
                return WorkbenchErrors.AnswerStopped;
            if (message.Error is { } failure)
                return failure.ToError();
            var speaker = ModelIdentifier.Parse(message.ModelUsed, model.Value);
            var answer = new TextAnswer(speaker, message.Content, message.Metadata is { Partial: true }, usage);
            return Show(asked.Value.GenerationId!.Value, answer, start, conversationId, message.Id);
        }
        catch (TimeoutException)
        {
            // It goes on being written, and can be read in the conversation.
            return AssistantErrors.Timeout;
        }
    }

    private Answered<InquiryAnswerDto> Show(Guid id, TextAnswer answer, long start, int? conversationId, int? messageId) => new(
        new InquiryAnswerDto(
            id, answer.Model.ToString(), clock.GetUtcNow().ToUnixTimeSeconds(), answer.Text, Math.Round(clock.GetElapsedTime(start).TotalSeconds, 3),
            TokenUsageDto.Of(answer.Usage), conversationId, messageId, answer.IsCut),
        answer.Model);
}
