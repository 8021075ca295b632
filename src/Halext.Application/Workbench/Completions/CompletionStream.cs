using Halext.Application.Assistant;
using Halext.Domain.Assistant;
using Halext.Domain.Common;

namespace Halext.Application.Workbench.Completions;

/// <summary>An answer that comes in pieces.</summary>
/// <param name="id">What to cancel it by.</param>
/// <param name="model">Who was asked.</param>
/// <param name="conversationId">Where it is kept.</param>
public sealed class CompletionStream(Guid id, ModelIdentifier model, int? conversationId)
{
    public Guid Id => id;

    public ModelIdentifier Model => model;

    public int? ConversationId => conversationId;

    /// <summary>Texts that make the answer one behind the other. To be enumerated once; what fails behind the first is told by <see cref="End"/>.</summary>
    public required IAsyncEnumerable<string> Pieces { get; init; }

    /// <summary>How it ended, once the pieces have; null when whoever read them went away.</summary>
    public CompletionEnd? End { get; internal set; }
}

/// <summary>How a stream ended.</summary>
/// <param name="IsCancelled">Whether somebody stopped it.</param>
/// <param name="Failure">Why it broke off.</param>
/// <param name="Model">Who spoke; null when that is not known.</param>
/// <param name="Usage">What it took.</param>
/// <param name="MessageId">Which message of the conversation it became.</param>
/// <param name="IsPartial">Whether what came is only a beginning.</param>
public sealed record CompletionEnd(bool IsCancelled, Error? Failure, string? Model, ModelUsage? Usage, int? MessageId, bool IsPartial);
