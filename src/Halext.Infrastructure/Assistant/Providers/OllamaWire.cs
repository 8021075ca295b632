using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Halext.Infrastructure.Assistant.Providers;

/// <summary>The JSON of Ollama's API, as far as it is used (https://docs.ollama.com/api).</summary>
internal static class OllamaWire
{
    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.General)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        MaxDepth = 256, // Arguments of tools may be as deep as everything else is allowed to be, and stand deeper.
    };

    public sealed record ChatBody(
        string Model, IReadOnlyList<Message> Messages, bool Stream, Options? Options, JsonNode? Format, IReadOnlyList<Tool>? Tools);

    public sealed record Message(string Role, [property: JsonConverter(typeof(TornTextConverter))] string? Content)
    {
        /// <summary>Base64.</summary>
        public IReadOnlyList<string>? Images { get; init; }

        public IReadOnlyList<ToolCall>? ToolCalls { get; init; }

        /// <summary>In a tool's answer: who answers.</summary>
        public string? ToolName { get; init; }

        /// <summary>In a tool's answer: to which call. Servers from before 0.12 ignore it.</summary>
        public string? ToolCallId { get; init; }

        [JsonConverter(typeof(TornTextConverter))]
        public string? Thinking { get; init; }
    }

    public sealed record ToolCall(Function Function, string? Id = null);

    public sealed record Function(string Name, JsonElement Arguments);

    public sealed record Tool(string Type, ToolFunction Function);

    public sealed record ToolFunction(string Name, string Description, JsonElement Parameters);

    public sealed record Options
    {
        public float? Temperature { get; init; }

        public float? TopP { get; init; }

        public int? TopK { get; init; }

        public int? NumPredict { get; init; }

        public long? Seed { get; init; }

        public float? FrequencyPenalty { get; init; }

        public float? PresencePenalty { get; init; }

        public IList<string>? Stop { get; init; }
    }

    /// <summary>An answer, or a line of one.</summary>
    public sealed record ChatLine(
        string? Model, DateTimeOffset? CreatedAt, Message? Message, bool Done, string? DoneReason, long? PromptEvalCount, long? EvalCount, string? Error);

    public sealed record EmbedBody(string Model, IReadOnlyList<string> Input, int? Dimensions);

    public sealed record EmbedAnswer(IReadOnlyList<float[]>? Embeddings, long? PromptEvalCount);

    public sealed record OldEmbedBody(string Model, string Prompt);

    public sealed record OldEmbedAnswer(float[]? Embedding);

    public sealed record ModelList(IReadOnlyList<Model>? Models);

    public sealed record Model(string Name, long? Size, long? SizeVram, DateTimeOffset? ModifiedAt, DateTimeOffset? ExpiresAt);

    public sealed record ModelName(string Model);

    public sealed record VersionAnswer(string? Version);

    public sealed record ShowAnswer(Details? Details, Dictionary<string, JsonElement>? ModelInfo, IReadOnlyList<string>? Capabilities);

    public sealed record Details(string? Family, string? ParameterSize, string? QuantizationLevel);

    public sealed record PullLine(string? Status, long? Total, long? Completed, string? Error);

    /// <param name="KeepAlive">Seconds; 0 unloads, negative never does.</param>
    public sealed record GenerateBody(string Model, string? Prompt, bool Stream, long? KeepAlive);

    /// <param name="Image">Base64, of image models of newer servers.</param>
    /// <param name="Images">Base64, of others.</param>
    public sealed record GenerateAnswer(string? Image, IReadOnlyList<string>? Images);
}
