using Halext.Domain.Assistant;

namespace Halext.UnitTests.Assistant;

public sealed class ModelCatalogTests
{
    [TestCase("openai", "gpt-4o", 5, 15)]
    [TestCase("openai", "gpt-4o-mini", 0.15, 0.60)]
    [TestCase("openai", "gpt-4o-2024-08-06", 5, 15)]
    [TestCase("openai", "gpt-4o-mini-2024-07-18", 0.15, 0.60)]
    [TestCase("anthropic", "claude-sonnet-4-5-20250929", 3, 15)]
    [TestCase("anthropic", "claude-3-5-haiku-latest", 0.80, 4)]
    [TestCase("gemini", "gemini-2.5-flash", 0.075, 0.30)]
    [TestCase("gemini", "gemini-2.5-flash-preview-x", 0.075, 0.30)]
    [TestCase("ollama", "gpt-4o", 0, 0)]
    [TestCase("client", "llama3.1", 0, 0)]
    public void A_snapshot_costs_what_its_model_costs_and_own_machines_nothing(string provider, string model, decimal input, decimal output) =>
        Assert.That(ModelCatalog.PriceOf(provider, model), Is.EqualTo((input, output)));

    [TestCase("openai", "gpt-9", 30, 60)]
    [TestCase("openai", "gpt-4o-turbo-max", 30, 60)]
    [TestCase("anthropic", "claude-next", 15, 75)]
    public void What_nobody_knows_the_price_of_is_charged_like_the_dearest(string provider, string model, decimal input, decimal output)
    {
        Assert.That(ModelCatalog.PriceOf(provider, model), Is.EqualTo((input, output)));
        Assert.That(ModelCatalog.Find(provider, model)!.InputCost, Is.Null, "but clients are not told a price that nobody knows");
    }

    [TestCase("sk-12345678", "*******5678")]
    [TestCase("1234", "****")]
    [TestCase("ab", "**")]
    public void Keys_are_masked_but_for_the_last_four(string key, string masked) => Assert.That(ProviderCredential.Mask(key), Is.EqualTo(masked));
}
