using Halext.Domain.Assistant;

namespace Halext.Application.Assistant;

/// <summary>What a model said, and which one it was.</summary>
public sealed record Answered<T>(T Value, ModelIdentifier Model);

/// <summary>An answer that comes in pieces.</summary>
/// <param name="Model">Who gives it; null where somebody else may still take its place.</param>
/// <param name="Pieces">
/// Texts that make the answer one behind the other. To be enumerated once; what fails is a <see cref="ProviderException"/>.
/// </param>
public sealed record TextStream(ModelIdentifier? Model, IAsyncEnumerable<string> Pieces)
{
    /// <inheritdoc cref="ModelStream.Usage"/>
    public Func<ModelUsage?> Usage { get; init; } = () => null;
}
