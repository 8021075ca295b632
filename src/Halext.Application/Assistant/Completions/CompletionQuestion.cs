using System.Text.Json;
using FluentValidation;
using Halext.Application.Assistant.Chat;

namespace Halext.Application.Assistant.Completions;

/// <summary>A question to a model in OpenAI's form (chat completions). Fields that are not here are ignored.</summary>
public abstract record CompletionQuestion
{
    /// <summary>The wanted model: an identifier of <c>GET /v1/models</c>, or the bare name of one of the default's provider.</summary>
    public string? Model { get; init; }

    /// <summary>What was said so far, oldest first.</summary>
    public IReadOnlyList<CompletionMessage>? Messages { get; init; }

    /// <summary>What the model may call.</summary>
    public IReadOnlyList<CompletionTool>? Tools { get; init; }

    /// <summary>none, auto, required, or <c>{"type":"function","function":{"name":…}}</c>.</summary>
    public ToolChoice? ToolChoice { get; init; }

    /// <summary>Whether the model may call several tools at once.</summary>
    public bool? ParallelToolCalls { get; init; }

    /// <summary>The form of the answer.</summary>
    public CompletionFormat? ResponseFormat { get; init; }

    /// <summary>Up to four texts at which the answer ends.</summary>
    public TextList? Stop { get; init; }

    /// <summary>The longest answer; the older name.</summary>
    public int? MaxTokens { get; init; }

    /// <summary>The longest answer.</summary>
    public int? MaxCompletionTokens { get; init; }

    /// <summary>0 to 2.</summary>
    public float? Temperature { get; init; }

    /// <summary>0 to 1.</summary>
    public float? TopP { get; init; }

    /// <summary>-2 to 2.</summary>
    public float? FrequencyPenalty { get; init; }

    /// <summary>-2 to 2.</summary>
    public float? PresencePenalty { get; init; }

    /// <summary>For the same answer to the same question, where the model can.</summary>
    public long? Seed { get; init; }

    /// <summary>How many answers; there is always one.</summary>
    public int? N { get; init; }

    /// <summary>Whom the caller asks for; not passed on.</summary>
    public string? User { get; init; }

    /// <summary>With streams.</summary>
    public StreamOptions? StreamOptions { get; init; }

    /// <summary>Not available.</summary>
    public bool? Logprobs { get; init; }

    /// <summary>The obsolete form of tools, which is refused.</summary>
    public JsonElement? Functions { get; init; }
}

/// <summary>What a stream holds besides the answer.</summary>
/// <param name="IncludeUsage">Whether the last chunk tells what was used.</param>
public sealed record StreamOptions(bool? IncludeUsage = null);

internal sealed class CompletionQuestionValidator : AbstractValidator<CompletionQuestion>
{
    public const int ToolsMax = 128;
    private const int StopMax = 4;
    private const int StopMaxLength = 500;
    private const int UserMaxLength = 500;
    private const int OutputMax = 1_000_000;

    public CompletionQuestionValidator()
    {
        RuleFor(x => x.Model).NotEmpty().IsModel();
        RuleFor(x => x.Messages).NotEmpty()
            .Must(messages => messages is null || messages.Count <= ChatMessages.HistoryMax).WithMessage($"{{PropertyName}} holds at most {ChatMessages.HistoryMax} messages.")
            .Must(messages => messages is null || messages.All(m => m is not null)).WithMessage("{PropertyName} holds messages with role and content.")
            .Must(messages => messages is null || LengthOf(messages) <= ChatMessages.TotalMax).WithMessage($"{{PropertyName}} hold at most {ChatMessages.TotalMax} characters together.")
            .Must(messages => messages is null || AnswersCalls(messages)).WithMessage("Each message of the role tool answers a call of an assistant's message before it.");
        RuleForEach(x => x.Messages).SetValidator(new CompletionMessageValidator());
        RuleFor(x => x.Tools)
            .Must(tools => tools is null || tools.Count <= ToolsMax).WithMessage($"{{PropertyName}} holds at most {ToolsMax} tools.")
            .Must(tools => tools is null || tools.All(t => t is not null)).WithMessage("{PropertyName} holds tools.")
            .Must(tools => tools is null || LengthOf(tools) <= ChatMessages.TotalMax).WithMessage($"{{PropertyName}} hold at most {ChatMessages.TotalMax} characters together.")
            .Must(tools => tools is null || tools.DistinctBy(t => t?.Function?.Name).Count() == tools.Count).WithMessage("{PropertyName} have names of their own.");
        RuleForEach(x => x.Tools).SetValidator(new CompletionToolValidator());
        RuleFor(x => x.ToolChoice).Must((question, choice) => choice is null || IsChoice(question, choice))
            .WithMessage("{PropertyName} is none, auto, required, or a function that is among the tools.");
        RuleFor(x => x.ResponseFormat).SetValidator(new CompletionFormatValidator()!);
        RuleFor(x => x.Stop)
            .Must(stop => stop is null || (stop.Items.Count <= StopMax && stop.Items.All(text => text is { Length: > 0 and <= StopMaxLength })))
            .WithMessage($"{{PropertyName}} holds at most {StopMax} texts of 1 to {StopMaxLength} characters.");
        RuleFor(x => x.MaxTokens).InclusiveBetween(1, OutputMax);
        RuleFor(x => x.MaxCompletionTokens).InclusiveBetween(1, OutputMax);
        RuleFor(x => x.Temperature).InclusiveBetween(0, 2);
        RuleFor(x => x.TopP).InclusiveBetween(0, 1);
        RuleFor(x => x.FrequencyPenalty).InclusiveBetween(-2, 2);
        RuleFor(x => x.PresencePenalty).InclusiveBetween(-2, 2);
        RuleFor(x => x.N).Must(n => n is null or 1).WithMessage("There is one answer to a question: {PropertyName} is 1.");
        RuleFor(x => x.User).MaximumLength(UserMaxLength);
        RuleFor(x => x.Logprobs).Must(wanted => wanted is not true).WithMessage("{PropertyName} are not available.");
        RuleFor(x => x.Functions).Must(functions => functions is null or { ValueKind: JsonValueKind.Null }).WithMessage("{PropertyName} are obsolete: offer tools.");
    }

    private static long LengthOf(IReadOnlyList<CompletionMessage> messages) => messages.Sum(m =>
        (m?.Content?.Parts.Sum(p => (long)(p?.Text?.Length ?? 0)) ?? 0) + (m?.Refusal?.Length ?? 0)
        + (m?.ToolCalls?.Sum(c => (c?.Id?.Length ?? 0) + (c?.Function?.Name?.Length ?? 0) + (long)(c?.Function?.Arguments?.Length ?? 0)) ?? 0));

    private static long LengthOf(IReadOnlyList<CompletionTool> tools) => tools.Sum(t =>
        (t?.Function?.Description?.Length ?? 0) + (long)(t?.Function?.Parameters is { ValueKind: not JsonValueKind.Undefined } schema ? schema.GetRawText().Length : 0));

    private static bool AnswersCalls(IReadOnlyList<CompletionMessage> messages)
    {
        var calls = new HashSet<string>();
        foreach (var message in messages.Where(m => m is not null))
        {
            if (message is { Role: "tool", ToolCallId: { Length: > 0 } id } && !calls.Contains(id))
                return false;
            calls.UnionWith((message.ToolCalls ?? []).Select(c => c?.Id).OfType<string>());
        }

        return true;
    }

    private static bool IsChoice(CompletionQuestion question, ToolChoice choice) => choice.Mode switch
    {
        "none" or "auto" => true,
        "required" => question.Tools is { Count: > 0 },
        ToolCall.FunctionType => choice.Function is { } name && question.Tools?.Any(t => t?.Function?.Name == name) == true,
        _ => false,
    };
}
