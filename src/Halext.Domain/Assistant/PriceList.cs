namespace Halext.Domain.Assistant;

/// <summary>What a model costs.</summary>
/// <param name="Input">US dollars per million tokens read.</param>
/// <param name="Output">US dollars per million tokens written.</param>
public sealed record ModelPrice(decimal Input, decimal Output)
{
    private const decimal Million = 1_000_000m;

    public static readonly ModelPrice Free = new(0, 0);

    /// <summary>US dollars for a question.</summary>
    public decimal Reading(long tokens) => tokens * Input / Million;

    /// <summary>US dollars for an answer.</summary>
    public decimal Writing(long tokens) => tokens * Output / Million;
}

/// <summary>What models cost: what the operator says, else the defaults of the <see cref="ModelCatalog"/>.</summary>
/// <param name="own">
/// The operator's prices by identifier (<c>openai:gpt-4o</c>). One that ends in <c>*</c> is of all that begin like it; of several the longest
/// counts.
/// </param>
public sealed class PriceList(IReadOnlyDictionary<string, ModelPrice> own)
{
    public const char Rest = '*';

    /// <summary>Without any of the operator's.</summary>
    public static readonly PriceList Defaults = new(new Dictionary<string, ModelPrice>());

    /// <summary>The price; null where nobody knows it. Whoever runs the machine pays no provider, unless the operator says otherwise.</summary>
    public ModelPrice? Of(ModelIdentifier model)
    {
        if (OwnOf(model.ToString()) is { } price)
            return price;
        if (!ProviderKeys.IsVendor(model.Provider))
            return ModelPrice.Free;
        return ModelCatalog.Find(model.Provider, model.Model) is { InputCost: { } input, OutputCost: { } output } ? new ModelPrice(input, output) : null;
    }

    /// <summary>What a budget is charged by. A model without a known price costs like the vendor's dearest: a budget must not end where the list does.</summary>
    public ModelPrice Charged(ModelIdentifier model) => Of(model) ?? ModelCatalog.Dearest(model.Provider) ?? ModelPrice.Free;

    private ModelPrice? OwnOf(string identifier) => own.GetValueOrDefault(identifier)
        ?? own.Where(p => p.Key.EndsWith(Rest) && identifier.StartsWith(p.Key[..^1], StringComparison.Ordinal))
            .OrderByDescending(p => p.Key.Length).Select(p => p.Value).FirstOrDefault();
}
