using System.Text.Json;
using Halext.Application.Assistant.Providers;
using Microsoft.Extensions.AI;

namespace Halext.Application.Assistant.Completions;

/// <summary>From OpenAI's form of a question to that of the assistant. Takes what the validator has let through.</summary>
internal static class CompletionCalls
{
    private const string Route = "/v1/chat/completions";

    /// <summary>
    /// Under this name arguments that are no JSON object reach models whose provider takes objects only. The others get the text itself.
    /// </summary>
    private const string InvalidJson = "INVALID_JSON";

    private static readonly JsonElement NoParameters = JsonSerializer.SerializeToElement(new { type = "object", properties = new { } });

    public static ModelCall ToCall(this CompletionQuestion question) =>
        new(Route, [.. question.Messages!.Select(Message)], question.Model, Options(question)) { RequireModel = true };

    private static ChatMessage Message(CompletionMessage message) => message.Role switch
    {
        "system" or "developer" => Message(message, ChatRole.System, [new TextContent(message.Content!.Text)]),
        "assistant" => Message(message, ChatRole.Assistant, [.. Texts(message), .. (message.ToolCalls ?? []).Select(Call)]),
        "tool" => Message(message, ChatRole.Tool, [new FunctionResultContent(message.ToolCallId!, message.Content!.Text)]),
        _ => Message(message, ChatRole.User, [.. message.Content!.Parts.Select(part => part!.ImageUrl?.Content ?? new TextContent(part.Text))]),
    };

    private static ChatMessage Message(CompletionMessage message, ChatRole role, IList<AIContent> contents) => new(role, contents) { AuthorName = message.Name };

    private static IEnumerable<AIContent> Texts(CompletionMessage message) =>
        new[] { message.Content?.Text, message.Refusal }.Where(text => !string.IsNullOrEmpty(text)).Select(text => new TextContent(text));

    private static FunctionCallContent Call(ToolCall call) =>
        new(call.Id!, call.Function!.Name!, Arguments(call.Function.Arguments!)) { RawRepresentation = call.Function.Arguments };

    private static Dictionary<string, object?> Arguments(string text)
    {
        // Some servers write nothing where nothing is needed.
        if (string.IsNullOrWhiteSpace(text))
            return [];
        try
        {
            return JsonSerializer.Deserialize<Dictionary<string, object?>>(text) ?? [];
        }
        catch (JsonException)
        {
            return new Dictionary<string, object?> { [InvalidJson] = text };
        }
    }

    private static ChatOptions Options(CompletionQuestion question) => new()
    {
        Temperature = question.Temperature,
        TopP = question.TopP,
        FrequencyPenalty = question.FrequencyPenalty,
        PresencePenalty = question.PresencePenalty,
        Seed = question.Seed,
        MaxOutputTokens = question.MaxCompletionTokens ?? question.MaxTokens,
        StopSequences = question.Stop is { Items.Count: > 0 } stop ? [.. stop.Items.OfType<string>()] : null,
        ResponseFormat = Format(question.ResponseFormat),
        Tools = question.Tools is { Count: > 0 } tools ? [.. tools.Select(t => new OfferedTool(t.Function!))] : null,
        ToolMode = Mode(question.ToolChoice),
        AllowMultipleToolCalls = question.ParallelToolCalls,
        AdditionalProperties = question.ResponseFormat?.JsonSchema?.Strict is { } strict ? new() { [StrictSchema.Key] = strict } : null,
    };

    private static ChatResponseFormat? Format(CompletionFormat? format) => format switch
    {
        { Type: "json_schema", JsonSchema: { Schema: { ValueKind: JsonValueKind.Object } schema } wanted } =>
            ChatResponseFormat.ForJsonSchema(schema, wanted.Name, wanted.Description),
        { Type: "json_schema" or "json_object" } => ChatResponseFormat.Json,
        { Type: "text" } => ChatResponseFormat.Text,
        _ => null,
    };

    private static ChatToolMode? Mode(ToolChoice? choice) => choice?.Mode switch
    {
        "none" => ChatToolMode.None,
        "auto" => ChatToolMode.Auto,
        "required" => ChatToolMode.RequireAny,
        ToolCall.FunctionType => ChatToolMode.RequireSpecific(choice.Function!),
        _ => null,
    };

    /// <summary>A tool that runs at the caller's.</summary>
    private sealed class OfferedTool(OfferedFunction function) : AIFunctionDeclaration
    {
        public override string Name => function.Name!;

        public override string Description => function.Description ?? "";

        public override JsonElement JsonSchema => function.Parameters is { ValueKind: JsonValueKind.Object } schema ? schema : NoParameters;

        public override IReadOnlyDictionary<string, object?> AdditionalProperties =>
            function.Strict is { } strict ? new Dictionary<string, object?> { [StrictSchema.Key] = strict } : base.AdditionalProperties;
    }
}
