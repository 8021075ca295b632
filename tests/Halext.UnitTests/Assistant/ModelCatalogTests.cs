using Halext.Domain.Assistant;

namespace Halext.UnitTests.Assistant;

public sealed class ModelCatalogTests
{
    [TestCase("openai:gpt-4o", 5, 15)]
    [TestCase("openai:gpt-4o-mini", 0.15, 0.60)]
    [TestCase("openai:gpt-4o-2024-08-06", 5, 15)]
    [TestCase("openai:gpt-4o-mini-2024-07-18", 0.15, 0.60)]
    [TestCase("anthropic:claude-sonnet-4-5-20250929", 3, 15)]
    [TestCase("anthropic:claude-3-5-haiku-latest", 0.80, 4)]
    [TestCase("gemini:gemini-2.5-flash", 0.075, 0.30)]
    [TestCase("gemini:gemini-2.5-flash-preview-x", 0.075, 0.30)]
    [TestCase("ollama:gpt-4o", 0, 0)]
    [TestCase("client:7:llama3.1", 0, 0)]
    public void A_snapshot_costs_what_its_model_costs_and_own_machines_nothing(string model, decimal input, decimal output) =>
        Assert.That(PriceList.Defaults.Of(Model(model)), Is.EqualTo(new ModelPrice(input, output)));

    [TestCase("openai:gpt-9", 30, 60)]
    [TestCase("openai:gpt-4o-turbo-max", 30, 60)]
    [TestCase("anthropic:claude-next", 15, 75)]
    [TestCase("gemini:gemini-2.0-exp-next", 1.25, 5)]
    public void What_nobody_knows_the_price_of_is_charged_like_the_dearest(string model, decimal input, decimal output)
    {
        Assert.That(PriceList.Defaults.Charged(Model(model)), Is.EqualTo(new ModelPrice(input, output)));
        Assert.That(PriceList.Defaults.Of(Model(model)), Is.Null, "but nobody is told a price that nobody knows");
    }

    [TestCase("openai:gpt-4o", 2.5, 10, Description = "by its name")]
    [TestCase("openai:gpt-4o-2024-08-06", 1, 2, Description = "by the longest beginning")]
    [TestCase("openai:gpt-9", 3, 4, Description = "by the beginning")]
    [TestCase("client:7:llama3.1:8b", 0.1, 0.2, Description = "also on own machines")]
    [TestCase("client:8:llama3.1:8b", 0, 0, Description = "but not on others")]
    [TestCase("anthropic:claude-sonnet-4-5", 3, 15, Description = "else as it comes")]
    public void The_operators_price_counts_first(string model, decimal input, decimal output)
    {
        var prices = Settings.With(("AI_PRICES", "openai:gpt-4o=2.5/10, openai:*=3/4, openai:gpt-4o-*=1/2, client:7:*=0.1/0.2")).Assistant.Prices;
        Assert.That(prices.Of(Model(model)), Is.EqualTo(new ModelPrice(input, output)));
        Assert.That(prices.Charged(Model(model)), Is.EqualTo(new ModelPrice(input, output)));
    }

    [TestCase("sk-12345678", "*******5678")]
    [TestCase("1234", "****")]
    [TestCase("ab", "**")]
    public void Keys_are_masked_but_for_the_last_four(string key, string masked) => Assert.That(ProviderCredential.Mask(key), Is.EqualTo(masked));

    private static ModelIdentifier Model(string identifier) => ModelIdentifier.Parse(identifier, new ModelIdentifier(ProviderKeys.Mock, ""));
}
