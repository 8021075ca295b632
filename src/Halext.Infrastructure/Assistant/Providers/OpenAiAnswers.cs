using System.Text;
using Halext.Application.Assistant;
using Microsoft.Extensions.AI;
using Wire = OpenAI.Chat;

namespace Halext.Infrastructure.Assistant.Providers;

/// <summary>From OpenAI's types of an answer to Microsoft's.</summary>
internal static class OpenAiAnswers
{
    public static ChatResponse Response(Wire.ChatCompletion completion)
    {
        var contents = completion.Content.Where(part => part.Kind == Wire.ChatMessageContentPartKind.Text)
            .Select(AIContent (part) => new TextContent(part.Text))
            .Concat(completion.Refusal is { Length: > 0 } refusal ? [new TextContent(refusal)] : [])
            .Concat(completion.ToolCalls.Select(call => ChatContents.Call(call.Id, call.FunctionName, call.FunctionArguments.ToString())));
        return new ChatResponse(new ChatMessage(ChatRole.Assistant, [.. contents]))
        {
            ResponseId = completion.Id,
            ModelId = completion.Model,
            CreatedAt = completion.CreatedAt,
            FinishReason = Reason(completion.FinishReason),
            Usage = Usage(completion.Usage),
        };
    }

    public static List<AIContent> Contents(Wire.StreamingChatCompletionUpdate update)
    {
        var contents = new List<AIContent>();
        foreach (var part in update.ContentUpdate)
        {
            if (part.Text is { Length: > 0 } text)
                contents.Add(new TextContent(text));
        }

        if (update.RefusalUpdate is { Length: > 0 } refusal)
            contents.Add(new TextContent(refusal));
        return contents;
    }

    public static ChatResponseUpdate Update(Wire.StreamingChatCompletionUpdate update, List<AIContent> contents) =>
        new(ChatRole.Assistant, contents)
        {
            ResponseId = update.CompletionId,
            MessageId = update.CompletionId,
            ModelId = update.Model,
            CreatedAt = update.CreatedAt,
        };

    public static ChatResponseUpdate Last(List<AIContent> calls, Wire.ChatFinishReason reason, UsageDetails? usage)
    {
        if (usage is not null)
            calls.Add(new UsageContent(usage));
        return new ChatResponseUpdate(ChatRole.Assistant, calls) { FinishReason = Reason(reason) };
    }

    private static ChatFinishReason Reason(Wire.ChatFinishReason reason) => reason switch
    {
        Wire.ChatFinishReason.Length => ChatFinishReason.Length,
        Wire.ChatFinishReason.ContentFilter => ChatFinishReason.ContentFilter,
        Wire.ChatFinishReason.ToolCalls or Wire.ChatFinishReason.FunctionCall => ChatFinishReason.ToolCalls,
        _ => ChatFinishReason.Stop,
    };

    public static UsageDetails? Usage(Wire.ChatTokenUsage? usage) => usage is null
        ? null
        : new UsageDetails
        {
            InputTokenCount = usage.InputTokenCount,
            OutputTokenCount = usage.OutputTokenCount,
            TotalTokenCount = usage.TotalTokenCount,
            CachedInputTokenCount = usage.InputTokenDetails?.CachedTokenCount,
            ReasoningTokenCount = usage.OutputTokenDetails?.ReasoningTokenCount,
        };

    /// <summary>A call whose arguments arrive in pieces.</summary>
    public sealed class PartialCall
    {
        private readonly StringBuilder _arguments = new();
        private string? _id;
        private string? _name;

        public ToolCallPiece Add(Wire.StreamingChatToolCallUpdate part)
        {
            _id ??= part.ToolCallId;
            _name ??= part.FunctionName;
            var arguments = part.FunctionArgumentsUpdate is { } update && !update.ToMemory().IsEmpty ? update.ToString() : "";
            _arguments.Append(arguments);
            return new ToolCallPiece(part.Index, part.ToolCallId, part.FunctionName, arguments);
        }

        public FunctionCallContent ToContent() => ChatContents.Call(_id ?? "", _name ?? "", _arguments.ToString());
    }
}
