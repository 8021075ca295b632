using Halext.Domain.Assistant;

namespace Halext.Application.Assistant;

/// <summary>What a model said, and which one it was.</summary>
public sealed record Answered<T>(T Value, ModelIdentifier Model);

/// <summary>An answer in words.</summary>
/// <param name="Model">Who gave it.</param>
/// <param name="Text">At least a word.</param>
/// <param name="IsCut">Whether it ends before the model was done.</param>
/// <param name="Usage">What the ledger has of it.</param>
public sealed record TextAnswer(ModelIdentifier Model, string Text, bool IsCut, ModelUsage? Usage);

/// <summary>An answer that comes in pieces.</summary>
/// <param name="Model">Who gives it; null where somebody else may still take its place.</param>
/// <param name="Pieces">
/// Texts that make the answer one behind the other. To be enumerated once; what fails is a <see cref="ProviderException"/>, also when there
/// was no word at all.
/// </param>
public sealed record TextStream(ModelIdentifier? Model, IAsyncEnumerable<string> Pieces)
{
    /// <inheritdoc cref="ModelStream.Usage"/>
    public Func<ModelUsage?> Usage { get; init; } = () => null;

    /// <summary>Whether it has ended before the model was done, once the pieces have.</summary>
    public Func<bool> IsCut { get; init; } = () => false;
}
