using FluentValidation;
using Halext.Application.Assistant;
using Halext.Application.Messaging.Messages;
using Halext.Domain.Assistant;
using Halext.Domain.Messaging;
using Microsoft.Extensions.AI;
using ModelMessage = Microsoft.Extensions.AI.ChatMessage;

namespace Halext.Application.Workbench.Completions;

/// <summary>What a client of Web+ asks a model.</summary>
public abstract record Inquiry
{
    /// <summary>As listed by <c>GET /models/available</c>; the bare tag of a local model will do.</summary>
    public string ModelId { get; init; } = "";

    public string Prompt { get; init; } = "";

    /// <summary>Instead of the conversation's.</summary>
    public string? SystemPrompt { get; init; }

    /// <summary>Where question and answer are kept; its messages are sent along. Without it nothing is kept.</summary>
    public int? ConversationId { get; init; }

    /// <summary>How to answer; what is absent is left to the model.</summary>
    public InquiryOptions? Options { get; init; }

    /// <summary>The same as in options.</summary>
    public double? Temperature { get; init; }

    /// <summary>The same as in options.</summary>
    public double? TopP { get; init; }

    /// <summary>The same as in options.</summary>
    public int? MaxTokens { get; init; }

    /// <summary>Seconds between pieces. Accepted, and without effect: pieces come when the model writes them.</summary>
    public double? StreamDelay { get; init; }

    /// <summary>Accepted, and without effect: what a model thinks before it answers is not passed on.</summary>
    public bool IncludeThinking { get; init; }

    /// <summary>Accepted, and without effect: the text comes as the model wrote it, which as a rule is Markdown.</summary>
    public bool FormatMarkdown { get; init; } = true;

    /// <summary>For calls without a conversation.</summary>
    internal ModelCall ToCall(string route)
    {
        var messages = new List<ModelMessage> { new(ChatRole.User, Prompt) };
        if (!string.IsNullOrEmpty(SystemPrompt))
            messages.Insert(0, new ModelMessage(ChatRole.System, SystemPrompt));
        var options = new ChatOptions
        {
            Temperature = (float?)(Options?.Temperature ?? Temperature),
            TopP = (float?)(Options?.TopP ?? TopP),
            MaxOutputTokens = Options?.MaxTokens ?? MaxTokens,
            FrequencyPenalty = (float?)Options?.FrequencyPenalty,
            PresencePenalty = (float?)Options?.PresencePenalty,
            StopSequences = Options?.Stop?.ToList(),
        };
        return new ModelCall(route, messages, ModelId, options) { RequireModel = true };
    }

    /// <summary>For those in one.</summary>
    internal PostMessage ToMessage(int conversationId, ModelIdentifier model) => new(Prompt, model.ToString()) { ConversationId = conversationId };

    /// <inheritdoc cref="ToMessage"/>
    internal GenerationOptions ToOptions() =>
        new(string.IsNullOrEmpty(SystemPrompt) ? null : SystemPrompt, Options?.Temperature ?? Temperature, Options?.TopP ?? TopP, Options?.MaxTokens ?? MaxTokens)
        {
            FrequencyPenalty = Options?.FrequencyPenalty,
            PresencePenalty = Options?.PresencePenalty,
            Stop = Options?.Stop,
            RequireModel = true,
        };
}

/// <summary>How a model shall answer; what is null is left to it.</summary>
/// <param name="Temperature">0 … 2.</param>
/// <param name="MaxTokens">The longest answer.</param>
/// <param name="TopP">0 … 1.</param>
/// <param name="FrequencyPenalty">-2 … 2.</param>
/// <param name="PresencePenalty">-2 … 2.</param>
/// <param name="Stop">Texts at which the answer ends.</param>
public sealed record InquiryOptions(
    double? Temperature = null,
    int? MaxTokens = null,
    double? TopP = null,
    double? FrequencyPenalty = null,
    double? PresencePenalty = null,
    IReadOnlyList<string>? Stop = null);

internal abstract class InquiryValidator<T> : AbstractValidator<T>
    where T : Inquiry
{
    private const int TokensMax = 100_000;
    private const int StopsMax = 4;
    private const int StopMaxLength = 100;

    protected InquiryValidator()
    {
        RuleFor(x => x.ModelId).NotEmpty().IsModel();
        RuleFor(x => x.Prompt).NotEmpty().MaximumLength(AssistantRules.PromptMaxLength);
        RuleFor(x => x.Prompt).MaximumLength(Domain.Messaging.ChatMessage.ContentMaxLength).When(x => x.ConversationId is not null);
        RuleFor(x => x.SystemPrompt).MaximumLength(Conversation.SystemPromptMaxLength);
        RuleFor(x => x.Temperature).InclusiveBetween(0, 2);
        RuleFor(x => x.TopP).InclusiveBetween(0, 1);
        RuleFor(x => x.MaxTokens).InclusiveBetween(1, TokensMax);
        RuleFor(x => x.StreamDelay).InclusiveBetween(0, 1);
        When(x => x.Options is not null, () =>
        {
            RuleFor(x => x.Options!.Temperature).InclusiveBetween(0, 2);
            RuleFor(x => x.Options!.TopP).InclusiveBetween(0, 1);
            RuleFor(x => x.Options!.MaxTokens).InclusiveBetween(1, TokensMax);
            RuleFor(x => x.Options!.FrequencyPenalty).InclusiveBetween(-2, 2);
            RuleFor(x => x.Options!.PresencePenalty).InclusiveBetween(-2, 2);
            RuleFor(x => x.Options!.Stop).AreTexts(StopsMax, StopMaxLength);
        });
    }
}
