using Halext.Application.Assistant.Usage;
using Halext.Domain.Assistant;
using Halext.Domain.Common;
using Microsoft.Extensions.AI;

namespace Halext.Application.Assistant;

/// <summary>
/// Language models, on behalf of the person who is signed in: finds the model and the credential, holds the budget, asks, and enters what
/// was used in the ledger. Every use case that needs a model asks here.
/// </summary>
/// <remarks>
/// A provider that fails is an <see cref="Error"/>, never another answer. Another model answers only where the person or an administrator
/// configured a list of them; <see cref="ModelAnswer.Model"/> names the one that did.
/// </remarks>
public interface IAssistant
{
    /// <summary>Who answers under a name that a client sent; MODEL_NOT_FOUND where nobody would. Asks no model.</summary>
    Task<Result<ModelIdentifier>> Find(string model, CancellationToken ct);

    /// <summary>Asks for a whole answer.</summary>
    Task<Result<ModelAnswer>> Complete(ModelCall call, CancellationToken ct);

    /// <summary>
    /// Asks for an answer in pieces. Returns when the first one is there, so that what fails before it is an <see cref="Error"/>; what fails
    /// after it is a <see cref="ProviderException"/> out of the enumeration.
    /// </summary>
    /// <remarks>The stream must be enumerated once, to its end or until it is disposed: that settles the budget and the ledger.</remarks>
    Task<Result<ModelStream>> Stream(ModelCall call, CancellationToken ct);

    /// <summary>Turns texts into vectors.</summary>
    Task<Result<ModelEmbeddings>> Embed(EmbeddingCall call, CancellationToken ct);
}

/// <summary>A question to a model.</summary>
/// <param name="Route">Where the person asked, for the ledger: the route's path without ids, such as <c>/ai/chat</c>.</param>
/// <param name="Messages">System prompt, history and question, in order.</param>
/// <param name="Model">The wanted identifier (<see cref="ModelIdentifier.Parse"/>), or null for the person's default.</param>
/// <param name="Options">Temperature, tools, response format …; the model in it is ignored.</param>
/// <param name="ConversationId">For the ledger.</param>
public sealed record ModelCall(
    string Route, IReadOnlyList<ChatMessage> Messages, string? Model = null, ChatOptions? Options = null, int? ConversationId = null)
{
    /// <summary>
    /// Whether a model that does not exist (any more) is an error, or the person's default takes its place, as old clients expect.
    /// The answer names the model that spoke in any case.
    /// </summary>
    public bool RequireModel { get; init; }
}

/// <summary>A whole answer.</summary>
/// <param name="Model">Who gave it.</param>
/// <param name="Response">Text, tool calls, usage and the reason why it ended.</param>
public sealed record ModelAnswer(ModelIdentifier Model, ChatResponse Response)
{
    /// <summary>What the ledger has of it.</summary>
    public ModelUsage? Usage { get; init; }

    /// <summary>How many tokens it might have had, where the budget covered fewer; else null.</summary>
    public int? Unshortened { get; init; }
}

/// <summary>An answer in pieces.</summary>
/// <param name="Model">Who gives it.</param>
/// <param name="Updates">Text, tool calls, and at the end the usage.</param>
public sealed record ModelStream(ModelIdentifier Model, IAsyncEnumerable<ChatResponseUpdate> Updates)
{
    /// <summary>What the ledger has of it, once <see cref="Updates"/> have ended, however they did; null before.</summary>
    public Func<ModelUsage?> Usage { get; init; } = () => null;
}

/// <summary>What an answer took, as the ledger has it: counted by the provider, else estimated.</summary>
/// <param name="PromptTokens">What was read.</param>
/// <param name="CompletionTokens">What was written.</param>
/// <param name="PromptCost">US dollars; null where nobody knows the model's price.</param>
/// <param name="CompletionCost">The same.</param>
public sealed record ModelUsage(int PromptTokens, int CompletionTokens, decimal? PromptCost, decimal? CompletionCost)
{
    public int TotalTokens => TokenEstimate.Clamp((long)PromptTokens + CompletionTokens);

    public decimal? TotalCost => PromptCost + CompletionCost;
}

/// <summary>Texts to turn into vectors.</summary>
/// <param name="Route">As in <see cref="ModelCall"/>.</param>
/// <param name="Inputs">The texts.</param>
/// <param name="Model">The wanted identifier, or null for the default.</param>
/// <param name="Dimensions">The wanted length of the vectors, where the model lets choose.</param>
public sealed record EmbeddingCall(string Route, IReadOnlyList<string> Inputs, string? Model = null, int? Dimensions = null)
{
    /// <inheritdoc cref="ModelCall.RequireModel"/>
    public bool RequireModel { get; init; }
}

/// <summary>One vector per input, in order.</summary>
/// <param name="Model">Who made them.</param>
/// <param name="Vectors">All of one length.</param>
/// <param name="PromptTokens">What was read, as the provider counted it or estimated.</param>
public sealed record ModelEmbeddings(ModelIdentifier Model, IReadOnlyList<ReadOnlyMemory<float>> Vectors, int PromptTokens);
