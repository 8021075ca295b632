using Microsoft.Extensions.AI;

namespace Halext.Infrastructure.Assistant.Providers;

/// <summary>
/// Holds an adapter to its contract: every failure is a <see cref="Application.Assistant.ProviderException"/>, and each text has one vector, all of one
/// length and of numbers.
/// </summary>
internal sealed class StrictEmbeddings(IEmbeddingGenerator<string, Embedding<float>> inner) : DelegatingEmbeddingGenerator<string, Embedding<float>>(inner)
{
    public override async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        var texts = values.ToList();
        try
        {
            var made = await base.GenerateAsync(texts, options, cancellationToken);
            return made.Count == texts.Count && made.All(vector => IsVector(vector.Vector.Span, made[0].Vector.Length)) ? made : throw ProviderErrors.Garbled();
        }
        catch (Exception e) when (ProviderErrors.IsFailure(e, cancellationToken))
        {
            throw ProviderErrors.Translate(e, hasBegun: false);
        }
    }

    private static bool IsVector(ReadOnlySpan<float> vector, int length)
    {
        foreach (var number in vector)
        {
            if (!float.IsFinite(number))
                return false;
        }

        return vector.Length == length && length > 0;
    }
}
