using System.Text.Json;
using System.Text.Json.Nodes;

namespace Halext.TestKit.FakeModels;

/// <summary>How one protocol writes answers.</summary>
internal abstract class FakeWire
{
    /// <summary>Of streams.</summary>
    public abstract string StreamType { get; }

    /// <summary>Whether the caller asked for a stream.</summary>
    public abstract bool WantsStream(JsonElement request);

    /// <summary>The stream up to the last piece of text or arguments.</summary>
    public abstract IEnumerable<string> Start(FakeAnswer answer, string model, FakeUsage usage);

    /// <summary>The proper end of a stream.</summary>
    public abstract IEnumerable<string> End(FakeAnswer answer, string model, FakeUsage usage);

    /// <summary>An answer in one piece.</summary>
    public abstract string Whole(FakeAnswer answer, string model, FakeUsage usage);

    /// <summary>The body of a failure.</summary>
    public abstract string Failure(int status, string code, string text);

    /// <summary>A failure in the middle of a stream.</summary>
    public abstract string FailureInStream(string text);

    /// <summary>What nobody can understand, as a part of a stream.</summary>
    public virtual string Garbage => "data: {\"choices\": [{\"delta\": 7, \n\n";

    protected static string Event(JsonNode data) => $"data: {data.ToJsonString()}\n\n";

    protected static string Text(FakeAnswer answer) => string.Concat(answer.Pieces);

    protected static JsonNode Arguments(FakeToolCall call) => JsonNode.Parse(string.Concat(call.Arguments)) ?? new JsonObject();

    protected static JsonArray Array(IEnumerable<JsonNode> items) => [.. items];
}
