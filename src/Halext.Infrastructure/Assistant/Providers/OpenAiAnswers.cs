using System.Text;
using System.Text.Json;
using Halext.Application.Assistant;
using Microsoft.Extensions.AI;

namespace Halext.Infrastructure.Assistant.Providers;

/// <summary>From OpenAI's form of an answer to Microsoft's types.</summary>
internal static class OpenAiAnswers
{
    public static ChatResponse Response(OpenAiWire.Answer answer)
    {
        if (answer.Choices is not [{ Message: { } message } choice, ..])
            throw ProviderErrors.Garbled();
        var calls = new PartialCalls();
        calls.AddWhole(message);
        return new ChatResponse(new ChatMessage(ChatRole.Assistant, [.. Texts(message), .. calls.Contents]))
        {
            ResponseId = answer.Id,
            ModelId = answer.Model,
            FinishReason = Reason(choice.FinishReason) ?? ChatFinishReason.Stop,
            Usage = Usage(answer.Usage),
        };
    }

    public static IEnumerable<TextContent> Texts(OpenAiWire.Message? message) =>
        new[] { message?.Content, message?.Refusal }.Where(text => !string.IsNullOrEmpty(text)).Select(text => new TextContent(text));

    /// <summary>Null where none is given; one that nobody knows is an end like others.</summary>
    public static ChatFinishReason? Reason(JsonElement? reason) => reason switch
    {
        null or { ValueKind: JsonValueKind.Null } => null,
        { ValueKind: JsonValueKind.String } text => text.GetString() switch
        {
            "length" => ChatFinishReason.Length,
            "content_filter" => ChatFinishReason.ContentFilter,
            "tool_calls" or "function_call" => ChatFinishReason.ToolCalls,
            _ => ChatFinishReason.Stop,
        },
        _ => ChatFinishReason.Stop,
    };

    /// <summary>Null where nothing is counted.</summary>
    public static UsageDetails? Usage(JsonElement? usage) => usage is not { ValueKind: JsonValueKind.Object } counts
        ? null
        : new UsageDetails
        {
            InputTokenCount = Count(counts, "prompt_tokens"),
            OutputTokenCount = Count(counts, "completion_tokens"),
            TotalTokenCount = Count(counts, "total_tokens"),
            CachedInputTokenCount = Count(Part(counts, "prompt_tokens_details"), "cached_tokens"),
            ReasoningTokenCount = Count(Part(counts, "completion_tokens_details"), "reasoning_tokens"),
        };

    private static JsonElement? Part(JsonElement? whole, string name) =>
        whole is { ValueKind: JsonValueKind.Object } json && json.TryGetProperty(name, out var part) ? part : null;

    /// <summary>What is no number of tokens is not counted.</summary>
    private static long? Count(JsonElement? counts, string name) =>
        Part(counts, name) is { ValueKind: JsonValueKind.Number } number && number.TryGetDouble(out var count) && count is >= 0 and <= long.MaxValue / 2 ? (long)count : null;

    /// <summary>
    /// Calls whose arguments may arrive in pieces. Servers number them, or repeat the call's id, or do neither and write each call whole; here they are
    /// numbered from 0, in their order.
    /// </summary>
    public sealed class PartialCalls
    {
        private readonly List<Call> _calls = [];

        public IEnumerable<FunctionCallContent> Contents => _calls.Select(call => ChatContents.Call(call.Id ?? "", call.Name ?? "", call.Arguments.ToString()));

        /// <summary>The calls of a whole answer.</summary>
        public void AddWhole(OpenAiWire.Message message)
        {
            foreach (var part in message.ToolCalls ?? [])
                Add(Begin(part.Index), part);
        }

        /// <returns>What of them came with this. A call is passed on from when its name is known.</returns>
        public List<ToolCallPiece> Add(OpenAiWire.Message? message)
        {
            var pieces = new List<ToolCallPiece>();
            foreach (var part in message?.ToolCalls ?? [])
            {
                var call = Continued(part) ?? Begin(part.Index);
                var arguments = Add(call, part);
                if (call.IsPassedOn)
                {
                    pieces.Add(new ToolCallPiece(_calls.IndexOf(call), null, null, arguments));
                }
                else if (call.Name is not null)
                {
                    call.IsPassedOn = true;
                    pieces.Add(new ToolCallPiece(_calls.IndexOf(call), call.Id, call.Name, call.Arguments.ToString()));
                }
            }

            return pieces;
        }

        private static string Add(Call call, OpenAiWire.Call part)
        {
            if (!string.IsNullOrEmpty(part.Id))
                call.Id ??= part.Id;
            if (!string.IsNullOrEmpty(part.Function?.Name))
                call.Name ??= part.Function.Name;
            var arguments = call.Characters.Next(part.Function?.Arguments ?? "");
            call.Arguments.Append(arguments);
            return arguments;
        }

        private Call Begin(int? index)
        {
            var call = new Call(index);
            _calls.Add(call);
            return call;
        }

        /// <summary>The call that a piece belongs to; null for the first of a new one. Another id under a known number is another call.</summary>
        private Call? Continued(OpenAiWire.Call part)
        {
            var call = part.Index is null && string.IsNullOrEmpty(part.Id)
                ? _calls.LastOrDefault()
                : _calls.FindLast(c => part.Index is null ? c.Id == part.Id : c.Index == part.Index);
            return string.IsNullOrEmpty(part.Id) || call?.Id is null || call.Id == part.Id ? call : null;
        }

        private sealed class Call(int? index)
        {
            public int? Index => index;

            public string? Id { get; set; }

            public string? Name { get; set; }

            public bool IsPassedOn { get; set; }

            public StringBuilder Arguments { get; } = new();

            public WholeCharacters Characters { get; } = new();
        }
    }
}
