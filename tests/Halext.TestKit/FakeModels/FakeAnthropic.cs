using System.Text.Json;
using System.Text.Json.Nodes;

namespace Halext.TestKit.FakeModels;

/// <summary>Messages as Anthropic writes them.</summary>
internal sealed class FakeAnthropic : FakeWire
{
    public override string StreamType => "text/event-stream; charset=utf-8";

    public override string Garbage => "event: content_block_delta\ndata: {\"type\": \"content_block_delta\", \n\n";

    public override bool WantsStream(JsonElement request) => request.TryGetProperty("stream", out var stream) && stream.GetBoolean();

    public override IEnumerable<string> Start(FakeAnswer answer, string model, FakeUsage usage)
    {
        yield return Named(new JsonObject { ["type"] = "message_start", ["message"] = Message(model, [], null, usage with { Output = 1 }) });
        var index = 0;
        if (answer.Pieces.Count > 0)
        {
            yield return Named(new JsonObject { ["type"] = "content_block_start", ["index"] = index, ["content_block"] = TextBlock("") });
            foreach (var piece in answer.Pieces)
                yield return Delta(index, new JsonObject { ["type"] = "text_delta", ["text"] = piece });
            yield return Named(new JsonObject { ["type"] = "content_block_stop", ["index"] = index++ });
        }

        foreach (var (number, call) in answer.Calls.Index())
        {
            yield return Named(new JsonObject { ["type"] = "content_block_start", ["index"] = index, ["content_block"] = ToolBlock(number, call.Name, new JsonObject()) });
            foreach (var piece in call.Arguments)
                yield return Delta(index, new JsonObject { ["type"] = "input_json_delta", ["partial_json"] = piece });
            yield return Named(new JsonObject { ["type"] = "content_block_stop", ["index"] = index++ });
        }
    }

    public override IEnumerable<string> End(FakeAnswer answer, string model, FakeUsage usage)
    {
        yield return Named(new JsonObject
        {
            ["type"] = "message_delta",
            ["delta"] = new JsonObject { ["stop_reason"] = Reason(answer.End), ["stop_sequence"] = null },
            ["usage"] = new JsonObject { ["output_tokens"] = usage.Output },
        });
        yield return Named(new JsonObject { ["type"] = "message_stop" });
    }

    public override string Whole(FakeAnswer answer, string model, FakeUsage usage)
    {
        var content = answer.Pieces.Count == 0 ? new JsonArray() : [TextBlock(Text(answer))];
        foreach (var (number, call) in answer.Calls.Index())
            content.Add((JsonNode)ToolBlock(number, call.Name, Arguments(call)));
        return Message(model, content, Reason(answer.End), usage).ToJsonString();
    }

    public override string Failure(int status, string code, string text) =>
        new JsonObject { ["type"] = "error", ["error"] = new JsonObject { ["type"] = Kind(status), ["message"] = text } }.ToJsonString();

    public override string FailureInStream(string text) => $"event: error\ndata: {Failure(529, "", text)}\n\n";

    private static string Named(JsonObject data) => $"event: {data["type"]}\n{Event(data)}";

    private static string Delta(int index, JsonObject delta) =>
        Named(new JsonObject { ["type"] = "content_block_delta", ["index"] = index, ["delta"] = delta });

    private static JsonObject TextBlock(string text) => new() { ["type"] = "text", ["text"] = text };

    private static JsonObject ToolBlock(int number, string name, JsonNode input) =>
        new() { ["type"] = "tool_use", ["id"] = $"call_{number}", ["name"] = name, ["input"] = input };

    private static JsonObject Message(string model, JsonArray content, string? reason, FakeUsage usage) => new()
    {
        ["id"] = "msg_fake",
        ["type"] = "message",
        ["role"] = "assistant",
        ["model"] = model,
        ["content"] = content,
        ["stop_reason"] = reason,
        ["stop_sequence"] = null,

        // Here what was cached is not a part of the input.
        ["usage"] = new JsonObject { ["input_tokens"] = usage.Input - usage.Cached, ["output_tokens"] = usage.Output, ["cache_read_input_tokens"] = usage.Cached },
    };

    private static string Reason(FakeEnd end) => end switch
    {
        FakeEnd.Length => "max_tokens",
        FakeEnd.Tools => "tool_use",
        FakeEnd.Odd => "weird",
        _ => "end_turn",
    };

    private static string Kind(int status) => status switch
    {
        401 => "authentication_error",
        404 => "not_found_error",
        429 => "rate_limit_error",
        529 => "overloaded_error",
        >= 500 => "api_error",
        _ => "invalid_request_error",
    };
}
