using System.Globalization;

namespace Halext.Domain.Assistant;

/// <summary>
/// A model as clients name it: <c>openai:gpt-4o</c>, <c>ollama:llama3.1:8b</c>, or <c>client:7:llama3.1:8b</c> for a model of node 7.
/// </summary>
/// <param name="Provider">The key of the provider in lower case, as in <see cref="ProviderKeys"/>.</param>
/// <param name="Model">The provider's own name of the model, which may contain colons.</param>
/// <param name="NodeId">With <see cref="ProviderKeys.Client"/>: the node; null when what stood there is no number, so that there is no such node.</param>
public sealed record ModelIdentifier(string Provider, string Model, int? NodeId = null)
{
    public const int MaxLength = 200;

    /// <summary>Reads what a client sent. Every text means something; whether it exists is another question.</summary>
    /// <param name="text">A full identifier, a bare model name, or nothing.</param>
    /// <param name="usual">Takes the place of what the text leaves out.</param>
    public static ModelIdentifier Parse(string? text, ModelIdentifier usual)
    {
        text = text?.Trim();
        if (string.IsNullOrEmpty(text))
            return usual;

        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0)
            return usual with { Model = text };

        var provider = text[..colon].Trim().ToLowerInvariant();
        var model = text[(colon + 1)..].Trim();
        if (provider == ProviderKeys.Client)
            return ParseClient(model, usual);
        if (provider.Length == 0)
            return model.Length == 0 ? usual : usual with { Model = model };
        return new ModelIdentifier(ProviderKeys.Canonical(provider), model.Length == 0 ? usual.Model : model);
    }

    /// <inheritdoc/>
    public override string ToString() =>
        Provider == ProviderKeys.Client
            ? string.Create(CultureInfo.InvariantCulture, $"{Provider}:{NodeId}:{Model}")
            : $"{Provider}:{Model}";

    private static ModelIdentifier ParseClient(string rest, ModelIdentifier usual)
    {
        var colon = rest.IndexOf(':', StringComparison.Ordinal);
        var node = colon < 0 ? rest : rest[..colon];
        var model = colon < 0 ? "" : rest[(colon + 1)..];
        var id = int.TryParse(node, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : (int?)null;
        return new ModelIdentifier(ProviderKeys.Client, model.Length == 0 ? usual.Model : model, colon < 0 ? null : id);
    }
}
