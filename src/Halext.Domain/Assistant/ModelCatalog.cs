namespace Halext.Domain.Assistant;

/// <summary>What is known of a model of a vendor.</summary>
/// <param name="Provider">As in <see cref="ProviderKeys"/>.</param>
/// <param name="Name">The vendor's name, without the date of a snapshot.</param>
/// <param name="ContextWindow">Tokens of question and answer together.</param>
/// <param name="MaxOutputTokens">Tokens of an answer.</param>
/// <param name="InputCost">US dollars per million tokens read; null when nobody knows.</param>
/// <param name="OutputCost">US dollars per million tokens written.</param>
/// <param name="SupportsVision">Whether it reads pictures.</param>
/// <param name="SupportsFunctions">Whether it calls tools.</param>
public sealed record CatalogModel(
    string Provider,
    string Name,
    int ContextWindow,
    int MaxOutputTokens,
    decimal? InputCost,
    decimal? OutputCost,
    bool SupportsVision,
    bool SupportsFunctions)
{
    /// <summary>Among the names that a vendor's own list is completed with.</summary>
    public bool IsCurated { get; init; }
}

/// <summary>
/// The one table of models. Its prices are defaults, and age: those of OpenAI's and Gemini's chat models are the ones that clients have been
/// shown by the product's predecessor, the others vendors' list prices of 2025. <see cref="PriceList"/> is what calls are charged by.
/// </summary>
public static class ModelCatalog
{
    private static readonly CatalogModel[] Models =
    [
        new(ProviderKeys.OpenAi, "gpt-5.1", 200_000, 16_384, 10m, 30m, true, false) { IsCurated = true },
        new(ProviderKeys.OpenAi, "gpt-5.1-codex", 200_000, 16_384, 10m, 30m, true, false) { IsCurated = true },
        new(ProviderKeys.OpenAi, "gpt-4o", 128_000, 16_384, 5m, 15m, true, true) { IsCurated = true },
        new(ProviderKeys.OpenAi, "gpt-4o-mini", 128_000, 16_384, 0.15m, 0.60m, true, true) { IsCurated = true },
        new(ProviderKeys.OpenAi, "gpt-4-turbo", 128_000, 4_096, 10m, 30m, true, true) { IsCurated = true },
        new(ProviderKeys.OpenAi, "gpt-4-turbo-preview", 128_000, 4_096, 10m, 30m, false, true) { IsCurated = true },
        new(ProviderKeys.OpenAi, "gpt-4", 8_192, 8_192, 30m, 60m, false, true),
        new(ProviderKeys.OpenAi, "gpt-3.5-turbo", 16_385, 4_096, 0.5m, 1.5m, false, true),
        new(ProviderKeys.OpenAi, "gpt-3.5-turbo-16k", 16_385, 4_096, null, null, false, true),
        new(ProviderKeys.OpenAi, "text-embedding-3-small", 8_191, 0, 0.02m, 0m, false, false),
        new(ProviderKeys.OpenAi, "text-embedding-3-large", 8_191, 0, 0.13m, 0m, false, false),
        new(ProviderKeys.OpenAi, "text-embedding-ada-002", 8_191, 0, 0.10m, 0m, false, false),
        new(ProviderKeys.Gemini, "gemini-2.5-pro", 2_000_000, 8_192, 1.25m, 5m, true, true) { IsCurated = true },
        new(ProviderKeys.Gemini, "gemini-2.5-flash", 1_000_000, 8_192, 0.075m, 0.30m, true, true) { IsCurated = true },
        new(ProviderKeys.Gemini, "gemini-1.5-pro", 2_000_000, 8_192, 1.25m, 5m, true, true),
        new(ProviderKeys.Gemini, "gemini-1.5-pro-latest", 2_000_000, 8_192, 1.25m, 5m, true, true) { IsCurated = true },
        new(ProviderKeys.Gemini, "gemini-1.5-flash", 1_000_000, 8_192, 0.075m, 0.30m, true, true),
        new(ProviderKeys.Gemini, "gemini-1.5-flash-latest", 1_000_000, 8_192, 0.075m, 0.30m, true, true) { IsCurated = true },
        new(ProviderKeys.Gemini, "gemini-1.0-pro", 32_760, 2_048, 0.5m, 1.5m, false, true),
        new(ProviderKeys.Gemini, "gemini-2.0-flash-exp", 1_000_000, 8_192, 0m, 0m, true, true),
        new(ProviderKeys.Gemini, "gemini-exp-1206", 2_000_000, 8_192, 0m, 0m, true, true),
        new(ProviderKeys.Gemini, "gemini-embedding-001", 2_048, 0, 0.15m, 0m, false, false),
        new(ProviderKeys.Anthropic, "claude-opus-4-5", 200_000, 64_000, 5m, 25m, true, true),
        new(ProviderKeys.Anthropic, "claude-opus-4-1", 200_000, 32_000, 15m, 75m, true, true),
        new(ProviderKeys.Anthropic, "claude-opus-4", 200_000, 32_000, 15m, 75m, true, true),
        new(ProviderKeys.Anthropic, "claude-sonnet-4-5", 200_000, 64_000, 3m, 15m, true, true),
        new(ProviderKeys.Anthropic, "claude-sonnet-4", 200_000, 64_000, 3m, 15m, true, true),
        new(ProviderKeys.Anthropic, "claude-haiku-4-5", 200_000, 64_000, 1m, 5m, true, true),
        new(ProviderKeys.Anthropic, "claude-3-7-sonnet", 200_000, 64_000, 3m, 15m, true, true),
        new(ProviderKeys.Anthropic, "claude-3-5-sonnet", 200_000, 8_192, 3m, 15m, true, true),
        new(ProviderKeys.Anthropic, "claude-3-5-haiku", 200_000, 8_192, 0.80m, 4m, true, true),
        new(ProviderKeys.Anthropic, "claude-3-haiku", 200_000, 4_096, 0.25m, 1.25m, true, true),
    ];

    /// <summary>The names that a vendor's list is completed with: the vendor's own list leaves some out.</summary>
    public static IEnumerable<CatalogModel> Curated(string provider) => Models.Where(m => m.Provider == provider && m.IsCurated);

    /// <summary>What is known of a model; null for models of machines that their owners pay for.</summary>
    public static CatalogModel? Find(string provider, string model)
    {
        if (!ProviderKeys.IsVendor(provider))
            return null;
        return Known(provider, model) ?? Assumed(provider, model);
    }

    /// <summary>The dearest of a vendor, for questions and for answers; null of whom there are no prices.</summary>
    public static ModelPrice? Dearest(string provider) => Models.Where(m => m.Provider == provider && m.InputCost is not null).ToList() is { Count: > 0 } priced
        ? new ModelPrice(priced.Max(m => m.InputCost!.Value), priced.Max(m => m.OutputCost!.Value))
        : null;

    /// <summary>A snapshot (<c>gpt-4o-2024-08-06</c>, <c>claude-3-5-haiku-latest</c>) is its model.</summary>
    private static CatalogModel? Known(string provider, string model) =>
        Models.Where(m => m.Provider == provider && (m.Name == model || IsSnapshot(model, m.Name))).MaxBy(m => m.Name.Length);

    private static bool IsSnapshot(string model, string name) =>
        model.StartsWith(name, StringComparison.Ordinal) && model.Length > name.Length + 1 && model[name.Length] is '-' or '@'
        && model[(name.Length + 1)..] is var rest && (rest is "latest" || rest.All(c => char.IsAsciiDigit(c) || c == '-'));

    private static CatalogModel Assumed(string provider, string model) => provider switch
    {
        ProviderKeys.OpenAi => new CatalogModel(
            provider, model, 8_192, 4_096, null, null, false, Has(model, "gpt-4") || Has(model, "gpt-3.5")),
        ProviderKeys.Gemini when Models.Where(m => m.Provider == provider && Has(model, m.Name)).MaxBy(m => m.Name.Length) is { } like => like with { Name = model },
        ProviderKeys.Gemini => new CatalogModel(
            provider,
            model,
            1_000_000,
            8_192,
            null,
            null,
            Has(model, "1.5") || Has(model, "2.0") || Has(model, "2.5") || Has(model, "exp"),
            true),
        _ => new CatalogModel(provider, model, 200_000, 8_192, null, null, true, true),
    };

    private static bool Has(string model, string part) => model.Contains(part, StringComparison.OrdinalIgnoreCase);
}
