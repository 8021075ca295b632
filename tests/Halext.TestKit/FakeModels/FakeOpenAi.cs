using System.Text.Json;
using System.Text.Json.Nodes;

namespace Halext.TestKit.FakeModels;

/// <summary>Chat completions as OpenAI writes them.</summary>
internal sealed class FakeOpenAi : FakeWire
{
    private const string Id = "chatcmpl-fake";

    public override string StreamType => "text/event-stream; charset=utf-8";

    public override bool WantsStream(JsonElement request) => request.TryGetProperty("stream", out var stream) && stream.GetBoolean();

    public override IEnumerable<string> Start(FakeAnswer answer, string model, FakeUsage usage)
    {
        yield return Chunk(model, new JsonObject { ["role"] = "assistant", ["content"] = "" });
        foreach (var piece in answer.Pieces)
            yield return Chunk(model, new JsonObject { ["content"] = piece });
        foreach (var (index, call) in answer.Calls.Index())
        {
            yield return Chunk(model, Call(index, new JsonObject { ["name"] = call.Name, ["arguments"] = "" }, $"call_{index}"));
            foreach (var piece in call.Arguments)
                yield return Chunk(model, Call(index, new JsonObject { ["arguments"] = piece }, null));
        }
    }

    public override IEnumerable<string> End(FakeAnswer answer, string model, FakeUsage usage)
    {
        yield return Chunk(model, [], Reason(answer.End));
        var last = Frame(model, "chat.completion.chunk", []);
        last["usage"] = Usage(usage);
        yield return Event(last);
        yield return "data: [DONE]\n\n";
    }

    public override string Whole(FakeAnswer answer, string model, FakeUsage usage)
    {
        var message = new JsonObject { ["role"] = "assistant", ["content"] = answer.Pieces.Count == 0 ? null : Text(answer) };
        if (answer.Calls.Count > 0)
        {
            message["tool_calls"] = Array(answer.Calls.Index().Select(JsonNode (call) => new JsonObject
            {
                ["id"] = $"call_{call.Index}",
                ["type"] = "function",
                ["function"] = new JsonObject { ["name"] = call.Item.Name, ["arguments"] = string.Concat(call.Item.Arguments) },
            }));
        }

        var whole = Frame(model, "chat.completion", [new JsonObject { ["index"] = 0, ["message"] = message, ["finish_reason"] = Reason(answer.End) }]);
        whole["usage"] = Usage(usage);
        return whole.ToJsonString();
    }

    public override string Failure(int status, string code, string text) =>
        new JsonObject { ["error"] = new JsonObject { ["message"] = text, ["type"] = "invalid_request_error", ["param"] = null, ["code"] = code.Length == 0 ? null : code } }
            .ToJsonString();

    public override string FailureInStream(string text) => $"data: {Failure(500, "", text)}\n\n";

    private static JsonObject Call(int index, JsonObject function, string? id)
    {
        var call = new JsonObject { ["index"] = index, ["function"] = function };
        if (id is not null)
        {
            call["id"] = id;
            call["type"] = "function";
        }

        return new JsonObject { ["tool_calls"] = new JsonArray(call) };
    }

    private static string Chunk(string model, JsonObject delta, string? reason = null) =>
        Event(Frame(model, "chat.completion.chunk", [new JsonObject { ["index"] = 0, ["delta"] = delta, ["finish_reason"] = reason }]));

    private static JsonObject Frame(string model, string kind, JsonArray choices) =>
        new() { ["id"] = Id, ["object"] = kind, ["created"] = 1_772_442_000, ["model"] = model, ["choices"] = choices };

    private static JsonObject Usage(FakeUsage usage) => new()
    {
        ["prompt_tokens"] = usage.Input,
        ["completion_tokens"] = usage.Output,
        ["total_tokens"] = usage.Input + usage.Output,
        ["prompt_tokens_details"] = new JsonObject { ["cached_tokens"] = usage.Cached },
        ["completion_tokens_details"] = new JsonObject { ["reasoning_tokens"] = usage.Reasoning },
    };

    private static string Reason(FakeEnd end) => end switch
    {
        FakeEnd.Length => "length",
        FakeEnd.Tools => "tool_calls",
        FakeEnd.Odd => "weird",
        _ => "stop",
    };
}
