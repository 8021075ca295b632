using Halext.Application.Assistant.Completions;

namespace Halext.WebApi.Assistant.Completions;

/// <summary>A question to a model in OpenAI's form.</summary>
internal sealed record CompletionBody : CompletionQuestion
{
    /// <summary>Whether the answer comes in pieces, as server-sent events.</summary>
    public bool? Stream { get; init; }
}
