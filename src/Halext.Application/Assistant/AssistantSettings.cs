using Halext.Application.Assistant.Providers;
using Halext.Domain.Assistant;

namespace Halext.Application.Assistant;

/// <summary>A provider as the operator configured it.</summary>
/// <param name="Key">As in <see cref="ProviderKeys"/>.</param>
/// <param name="Protocol">How it is spoken to.</param>
/// <param name="Endpoint">The root of its API.</param>
/// <param name="ApiKey">The key for everybody, if there is one.</param>
/// <param name="DefaultModel">Its model where nobody chose one.</param>
/// <param name="NeedsKey">Whether it is of no use without a key, the operator's or the person's.</param>
public sealed record ProviderSettings(string Key, ProviderProtocol Protocol, Uri Endpoint, string? ApiKey, string DefaultModel, bool NeedsKey)
{
    /// <summary>Whether the endpoint is the vendor's own, and not a proxy or another server that speaks like it.</summary>
    public bool IsVendor { get; init; }

    /// <summary>Without the key: records are written to logs by accident.</summary>
    public override string ToString() => $"{Key} ({Protocol})";
}

/// <summary>What the operator decides about the assistant.</summary>
public sealed record AssistantSettings
{
    /// <summary>In the order in which they are preferred where nobody chose a model.</summary>
    public required IReadOnlyList<ProviderSettings> Providers { get; init; }

    /// <summary>The model of those who did not choose one; null leaves it to what is within reach.</summary>
    public ModelIdentifier? DefaultModel { get; init; }

    /// <summary>The model for vectors; null leaves it to the providers.</summary>
    public ModelIdentifier? EmbeddingModel { get; init; }

    /// <summary>The model for pictures; null leaves it to what is within reach.</summary>
    public ModelIdentifier? ImageModel { get; init; }

    /// <summary>No provider outside of this network is asked, and none of them is listed.</summary>
    public bool IsOffline { get; init; }

    /// <summary>Who is asked in turn when the wanted model is out of reach.</summary>
    public IReadOnlyList<ModelIdentifier> FallbackModels { get; init; } = [];

    /// <summary>What a person may spend in a month, in US dollars; null means no limit.</summary>
    public decimal? MonthlyBudget { get; init; }

    /// <summary>How many tokens a person may use in a day; null means no limit.</summary>
    public long? DailyTokens { get; init; }

    /// <summary>What models cost.</summary>
    public PriceList Prices { get; init; } = PriceList.Defaults;

    /// <summary>The longest answer where the caller does not say how long it may be.</summary>
    public int MaxOutputTokens { get; init; } = 4_096;

    /// <summary>Where browsers find Open WebUI.</summary>
    public Uri? OpenWebUiPublicUrl { get; init; }
}
