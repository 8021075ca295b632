using System.Text.Json.Serialization;
using Halext.Application.Assistant.Usage;

namespace Halext.Application.Assistant.Completions;

/// <summary>A whole answer.</summary>
/// <param name="Id">Of this answer.</param>
/// <param name="Kind">chat.completion.</param>
/// <param name="Created">When, in Unix seconds.</param>
/// <param name="Model">The model that really spoke.</param>
/// <param name="Choices">One.</param>
/// <param name="Usage">Tokens.</param>
public sealed record CompletionDto(
    string Id, [property: JsonPropertyName("object")] string Kind, long Created, string Model, IReadOnlyList<CompletionChoiceDto> Choices, CompletionUsageDto Usage);

/// <summary>The answer.</summary>
/// <param name="Index">0.</param>
/// <param name="Message">What was said.</param>
/// <param name="FinishReason">stop, length, tool_calls or content_filter.</param>
public sealed record CompletionChoiceDto(int Index, CompletionAnswerDto Message, string FinishReason)
{
    /// <summary>Not available.</summary>
    public object? Logprobs { get; init; }
}

/// <summary>What the model said.</summary>
/// <param name="Role">assistant.</param>
/// <param name="Content">Text; null when it only calls tools.</param>
/// <param name="ToolCalls">What it calls.</param>
public sealed record CompletionAnswerDto(
    string Role, string? Content, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<ToolCall>? ToolCalls)
{
    /// <summary>What is refused is said in the content.</summary>
    public string? Refusal { get; init; }
}

/// <summary>Tokens, as the provider counted them, or estimated where it does not.</summary>
public sealed record CompletionUsageDto(int PromptTokens, int CompletionTokens)
{
    public int TotalTokens => TokenEstimate.Clamp((long)PromptTokens + CompletionTokens);
}

/// <summary>A piece of an answer.</summary>
/// <param name="Id">The same in all pieces of an answer.</param>
/// <param name="Kind">chat.completion.chunk.</param>
/// <param name="Created">When the answer began, in Unix seconds.</param>
/// <param name="Model">The model that really speaks.</param>
/// <param name="Choices">One; none in the piece that tells the usage.</param>
/// <param name="Usage">In the last piece, where it is wanted.</param>
public sealed record CompletionChunkDto(
    string Id,
    [property: JsonPropertyName("object")] string Kind,
    long Created,
    string Model,
    IReadOnlyList<ChunkChoiceDto> Choices,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] CompletionUsageDto? Usage = null);

/// <summary>What a piece adds to the answer.</summary>
/// <param name="Index">0.</param>
/// <param name="Delta">What is new.</param>
/// <param name="FinishReason">In the last piece of the answer.</param>
public sealed record ChunkChoiceDto(int Index, ChunkDeltaDto Delta, string? FinishReason)
{
    /// <summary>Not available.</summary>
    public object? Logprobs { get; init; }
}

/// <summary>What is new; only what there is.</summary>
public sealed record ChunkDeltaDto(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Role = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Content = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<ToolCallPieceDto>? ToolCalls = null);

/// <summary>A piece of a call: first its id and name, then its arguments.</summary>
/// <param name="Index">Which of the answer's calls.</param>
/// <param name="Function">What is new of it.</param>
/// <param name="Id">In its first piece.</param>
/// <param name="Type">In its first piece.</param>
public sealed record ToolCallPieceDto(
    int Index,
    CalledFunctionPieceDto Function,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Id = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Type = null);

/// <summary>A piece of what is called.</summary>
public sealed record CalledFunctionPieceDto(
    string Arguments, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Name = null);
