using System.Text.Json;
using Halext.Application.Assistant.Providers;
using Microsoft.Extensions.AI;
using Wire = OpenAI.Chat;

namespace Halext.Infrastructure.Assistant.Providers;

/// <summary>From Microsoft's types of a chat to OpenAI's.</summary>
internal static class OpenAiRequests
{
    private const string Nameless = "answer";

    public static IReadOnlyList<Wire.ChatMessage> Messages(IEnumerable<ChatMessage> messages, ChatOptions? options) =>
        [.. messages.WithInstructions(options).SelectMany(Message)];

    /// <summary>The options that are set. What the API does not have, such as top_k, is left out.</summary>
    public static Wire.ChatCompletionOptions Options(ChatOptions? options, bool isOpenAi)
    {
        var wire = new Wire.ChatCompletionOptions();
        if (options is null)
            return wire;

        wire.Temperature = options.Temperature;
        wire.TopP = options.TopP;
        wire.FrequencyPenalty = options.FrequencyPenalty;
        wire.PresencePenalty = options.PresencePenalty;
        wire.ResponseFormat = Format(options.ResponseFormat, StrictSchema.Of(options.AdditionalProperties));
#pragma warning disable OPENAI001 // "Experimental" because OpenAI may drop it; other servers keep it.
        wire.Seed = options.Seed;
#pragma warning restore OPENAI001

        // OpenAI's reasoning models refuse max_tokens; most other servers know no other name.
        if (isOpenAi)
            wire.MaxOutputTokenCount = options.MaxOutputTokens;
        else if (options.MaxOutputTokens is { } max)
#pragma warning disable SCME0001 // Experimental, and the only way to send a field that the library does not name.
            wire.Patch.Set("$.max_tokens"u8, max);
#pragma warning restore SCME0001

        foreach (var stop in options.StopSequences ?? [])
            wire.StopSequences.Add(stop);
        foreach (var tool in options.Functions())
        {
            wire.Tools.Add(Wire.ChatTool.CreateFunctionTool(
                tool.Name, tool.Description, BinaryData.FromString(tool.JsonSchema.GetRawText()), StrictSchema.Of(tool.AdditionalProperties)));
        }


        if (wire.Tools.Count > 0)
        {
            wire.ToolChoice = Choice(options.ToolMode);
            wire.AllowParallelToolCalls = options.AllowMultipleToolCalls;
        }

        return wire;
    }

    private static Wire.ChatToolChoice? Choice(ChatToolMode? mode) => mode switch
    {
        RequiredChatToolMode { RequiredFunctionName: { } name } => Wire.ChatToolChoice.CreateFunctionChoice(name),
        RequiredChatToolMode => Wire.ChatToolChoice.CreateRequiredChoice(),
        NoneChatToolMode => Wire.ChatToolChoice.CreateNoneChoice(),
        AutoChatToolMode => Wire.ChatToolChoice.CreateAutoChoice(),
        _ => null,
    };

    private static Wire.ChatResponseFormat? Format(ChatResponseFormat? format, bool? isStrict) => format switch
    {
        ChatResponseFormatJson { Schema: { } schema } json => Wire.ChatResponseFormat.CreateJsonSchemaFormat(
            json.SchemaName ?? Nameless, BinaryData.FromString(schema.GetRawText()), json.SchemaDescription, isStrict),
        ChatResponseFormatJson => Wire.ChatResponseFormat.CreateJsonObjectFormat(),
        ChatResponseFormatText => Wire.ChatResponseFormat.CreateTextFormat(),
        _ => null,
    };

    private static IEnumerable<Wire.ChatMessage> Message(ChatMessage message)
    {
        if (message.Role == ChatRole.System)
            return [new Wire.SystemChatMessage(message.Text)];
        if (message.Role == ChatRole.Tool)
            return message.Contents.OfType<FunctionResultContent>().Select(result => new Wire.ToolChatMessage(result.CallId, result.ResultText()));
        if (message.Role == ChatRole.Assistant)
            return [Assistant(message)];

        // Text alone goes as text: some servers do not read lists of parts.
        return [message.IsText() ? new Wire.UserChatMessage(message.Text) : new Wire.UserChatMessage(message.Contents.Select(Part))];
    }

    private static Wire.AssistantChatMessage Assistant(ChatMessage message)
    {
        var calls = message.Contents.OfType<FunctionCallContent>()
            .Select(call => Wire.ChatToolCall.CreateFunctionToolCall(call.CallId, call.Name, BinaryData.FromString(JsonSerializer.Serialize(call.Arguments ?? new Dictionary<string, object?>()))))
            .ToList();
        if (calls.Count == 0)
            return new Wire.AssistantChatMessage(message.Text);
        var assistant = new Wire.AssistantChatMessage(calls);
        if (message.Text.Length > 0)
            assistant.Content.Add(Wire.ChatMessageContentPart.CreateTextPart(message.Text));
        return assistant;
    }

    private static Wire.ChatMessageContentPart Part(AIContent content) => content switch
    {
        TextContent text => Wire.ChatMessageContentPart.CreateTextPart(text.Text),
        DataContent data when data.HasTopLevelMediaType("image") =>
            Wire.ChatMessageContentPart.CreateImagePart(BinaryData.FromBytes(data.Data), data.MediaType),
        UriContent uri when uri.HasTopLevelMediaType("image") => Wire.ChatMessageContentPart.CreateImagePart(uri.Uri),
        _ => throw ProviderErrors.Refused("This provider takes texts and images only."),
    };
}
