using System.Text.Json.Serialization;
using Halext.Application.Assistant.Suggestions;

namespace Halext.WebApi.Assistant.Suggestions;

/// <summary>A note to summarize; the mobile client writes the length in its own way.</summary>
internal sealed record NoteBody(string Content, int? MaxLength = null, string? Model = null)
{
    [JsonPropertyName("maxLength")]
    public int? MobileMaxLength { get; init; }

    public SummarizeNote ToRequest() => new(Content, MaxLength ?? MobileMaxLength ?? Application.Assistant.Suggestions.SummarizeNote.MaxLengthDefault, Model);
}
