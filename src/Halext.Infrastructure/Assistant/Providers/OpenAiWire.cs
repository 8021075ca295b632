using System.Text.Json;
using System.Text.Json.Serialization;

namespace Halext.Infrastructure.Assistant.Providers;

/// <summary>
/// The JSON of answers in OpenAI's protocol, as far as it is used. The library's own types throw at reasons and numbers that only OpenAI's server
/// never writes, and with them goes an answer that is paid for.
/// </summary>
internal static class OpenAiWire
{
    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.General)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, NumberHandling = JsonNumberHandling.AllowReadingFromString, Converters = { new TornTextConverter() },
    };

    /// <summary>An answer, or a chunk of one.</summary>
    public sealed record Answer(string? Id, string? Model, IReadOnlyList<Choice>? Choices, JsonElement? Usage, JsonElement? Error);

    /// <param name="Message">In an answer.</param>
    /// <param name="Delta">In a chunk.</param>
    /// <param name="FinishReason">A text, as a rule.</param>
    public sealed record Choice(Message? Message, Message? Delta, JsonElement? FinishReason);

    public sealed record Message(
        string? Content,
        string? Refusal,
        IReadOnlyList<Call>? ToolCalls);

    /// <param name="Index">In a chunk: which call it continues. Some servers leave it out and write calls whole.</param>
    public sealed record Call(int? Index, string? Id, Function? Function);

    public sealed record Function(string? Name, string? Arguments);
}
