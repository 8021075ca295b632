using System.Text.Json;
using System.Text.Json.Nodes;

namespace Halext.TestKit.FakeModels;

/// <summary>Chat as Ollama writes it: one JSON object to a line.</summary>
internal sealed class FakeOllama : FakeWire
{
    public override string StreamType => "application/x-ndjson";

    public override string Garbage => "{\"message\": 7,\n";

    public override bool WantsStream(JsonElement request) => !request.TryGetProperty("stream", out var stream) || stream.GetBoolean();

    public override IEnumerable<string> Start(FakeAnswer answer, string model, FakeUsage usage)
    {
        foreach (var piece in answer.Pieces)
            yield return Line(Frame(model, Message(piece)));

        // Calls come whole.
        foreach (var call in answer.Calls)
            yield return Line(Frame(model, WithCalls(Message(""), [call])));
    }

    public override IEnumerable<string> End(FakeAnswer answer, string model, FakeUsage usage) => [Line(Ended(Frame(model, Message("")), answer, usage))];

    public override string Whole(FakeAnswer answer, string model, FakeUsage usage) =>
        Ended(Frame(model, WithCalls(Message(Text(answer)), answer.Calls)), answer, usage).ToJsonString();

    public override string Failure(int status, string code, string text) => new JsonObject { ["error"] = text }.ToJsonString();

    public override string FailureInStream(string text) => Failure(500, "", text) + "\n";

    private static string Line(JsonObject data) => data.ToJsonString() + "\n";

    private static JsonObject Message(string content) => new() { ["role"] = "assistant", ["content"] = content };

    private static JsonObject WithCalls(JsonObject message, IReadOnlyList<FakeToolCall> calls)
    {
        if (calls.Count > 0)
        {
            message["tool_calls"] = Array(calls.Select(JsonNode (call) => new JsonObject
            {
                ["function"] = new JsonObject { ["name"] = call.Name, ["arguments"] = Arguments(call) },
            }));
        }

        return message;
    }

    private static JsonObject Frame(string model, JsonObject message) =>
        new() { ["model"] = model, ["created_at"] = "2026-03-02T09:00:00.123456789Z", ["message"] = message, ["done"] = false };

    private static JsonObject Ended(JsonObject frame, FakeAnswer answer, FakeUsage usage)
    {
        frame["done"] = true;
        frame["done_reason"] = answer.End switch { FakeEnd.Length => "length", FakeEnd.Odd => "weird", _ => "stop" };
        frame["prompt_eval_count"] = usage.Input;
        frame["eval_count"] = usage.Output;
        return frame;
    }
}
