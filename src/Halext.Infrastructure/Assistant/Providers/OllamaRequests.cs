using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace Halext.Infrastructure.Assistant.Providers;

/// <summary>From Microsoft's types of a chat to Ollama's.</summary>
internal static class OllamaRequests
{
    public static OllamaWire.ChatBody Chat(string model, IEnumerable<ChatMessage> messages, ChatOptions? options, bool isStreamed)
    {
        var history = messages.WithInstructions(options).ToList();
        var names = history.SelectMany(m => m.Contents).OfType<FunctionCallContent>().DistinctBy(c => c.CallId).ToDictionary(c => c.CallId, c => c.Name);
        if (options is { ToolMode: RequiredChatToolMode, Tools.Count: > 0 })
            throw ProviderErrors.Refused("Ollama cannot be told to call a tool: tool_choice is auto or none.");
        var tools = options is null || options.ToolMode is NoneChatToolMode ? [] : options.Functions().Select(Tool).ToList();
        return new OllamaWire.ChatBody(
            model,
            [.. history.SelectMany(message => Message(message, names))],
            isStreamed,
            options is null ? null : Options(options),
            Format(options?.ResponseFormat),
            tools.Count == 0 ? null : tools);
    }

    private static OllamaWire.Options Options(ChatOptions options) => new()
    {
        Temperature = options.Temperature,
        TopP = options.TopP,
        TopK = options.TopK,
        NumPredict = options.MaxOutputTokens,
        Seed = options.Seed,
        FrequencyPenalty = options.FrequencyPenalty,
        PresencePenalty = options.PresencePenalty,
        Stop = options.StopSequences is { Count: > 0 } stop ? stop : null,
    };

    private static JsonNode? Format(ChatResponseFormat? format) => format switch
    {
        ChatResponseFormatJson { Schema: { } schema } => JsonNode.Parse(schema.GetRawText()),
        ChatResponseFormatJson => "json",
        _ => null,
    };

    private static OllamaWire.Tool Tool(AIFunctionDeclaration tool) =>
        new("function", new OllamaWire.ToolFunction(tool.Name, tool.Description, tool.JsonSchema));

    private static IEnumerable<OllamaWire.Message> Message(ChatMessage message, Dictionary<string, string> names)
    {
        if (message.Role == ChatRole.Tool)
        {
            return message.Contents.OfType<FunctionResultContent>().Select(result =>
                new OllamaWire.Message("tool", result.ResultText()) { ToolName = names.GetValueOrDefault(result.CallId), ToolCallId = result.CallId });
        }

        var calls = message.Contents.OfType<FunctionCallContent>()
            .Select(call => new OllamaWire.ToolCall(
                new OllamaWire.Function(call.Name, JsonSerializer.SerializeToElement(call.Arguments ?? new Dictionary<string, object?>())), call.CallId))
            .ToList();
        var images = message.Contents.Select(Image).OfType<string>().ToList();
        return
        [
            new OllamaWire.Message(message.Role.Value, message.Text)
            {
                Images = images.Count == 0 ? null : images,
                ToolCalls = calls.Count == 0 ? null : calls,
            },
        ];
    }

    private static string? Image(AIContent content) => content switch
    {
        DataContent data when data.HasTopLevelMediaType("image") => data.Base64Data.ToString(),
        DataContent => throw ProviderErrors.Refused("Ollama takes texts and images only."),
        _ => null,
    };
}
