using System.ClientModel;
using System.ClientModel.Primitives;
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

    /// <summary>The body of a question whose answer comes whole.</summary>
    public static BinaryContent Body(string model, IEnumerable<ChatMessage> messages, ChatOptions? options, bool isOpenAi)
    {
        var wire = Options(options, isOpenAi);
#pragma warning disable SCME0001 // As below.
        wire.Patch.Set("$.model"u8, model);
        wire.Patch.Set("$.messages"u8, BinaryData.FromString($"[{string.Join(',', Messages(messages, options).Select(message => ModelReaderWriter.Write(message)))}]"));
#pragma warning restore SCME0001
        return BinaryContent.Create(wire);
    }

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
            return [new Wire.SystemChatMessage(message.Text) { ParticipantName = message.AuthorName }];
        if (message.Role == ChatRole.Tool)
            return message.Contents.OfType<FunctionResultContent>().Select(result => new Wire.ToolChatMessage(result.CallId, result.ResultText()));
        if (message.Role == ChatRole.Assistant)
            return [Assistant(message)];

        // Text alone goes as text: some servers do not read lists of parts.
        var user = message.IsText() ? new Wire.UserChatMessage(message.Text) : new Wire.UserChatMessage(message.Contents.Select(Part));
        user.ParticipantName = message.AuthorName;
        return [user];
    }

    private static Wire.AssistantChatMessage Assistant(ChatMessage message)
    {
        var calls = message.Contents.OfType<FunctionCallContent>()
            .Select(call => Wire.ChatToolCall.CreateFunctionToolCall(call.CallId, call.Name, BinaryData.FromString(Arguments(call))))
            .ToList();
        var assistant = calls.Count == 0 ? new Wire.AssistantChatMessage(message.Text) : new Wire.AssistantChatMessage(calls);
        assistant.ParticipantName = message.AuthorName;
        if (calls.Count > 0 && message.Text.Length > 0)
            assistant.Content.Add(Wire.ChatMessageContentPart.CreateTextPart(message.Text));
        return assistant;
    }

    /// <summary>As the model wrote them, if that is known: it may be no JSON.</summary>
    private static string Arguments(FunctionCallContent call) =>
        call.RawRepresentation is string { Length: > 0 } written ? written : JsonSerializer.Serialize(call.Arguments ?? new Dictionary<string, object?>());

    private static Wire.ChatMessageContentPart Part(AIContent content) => content switch
    {
        TextContent text => Wire.ChatMessageContentPart.CreateTextPart(text.Text),
        DataContent data when data.HasTopLevelMediaType("image") =>
            Wire.ChatMessageContentPart.CreateImagePart(BinaryData.FromBytes(data.Data), data.MediaType, Detail(data)),
        UriContent uri when uri.HasTopLevelMediaType("image") => Wire.ChatMessageContentPart.CreateImagePart(uri.Uri, Detail(uri)),
        _ => throw ProviderErrors.Refused("This provider takes texts and images only."),
    };

    private static Wire.ChatImageDetailLevel? Detail(AIContent picture) => ImageDetail.Of(picture) is { } detail ? new Wire.ChatImageDetailLevel(detail) : default(Wire.ChatImageDetailLevel?);
}
