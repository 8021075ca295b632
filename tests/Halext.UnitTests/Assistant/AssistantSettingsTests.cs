using Halext.Domain.Assistant;
using Halext.Infrastructure.Common.Configuration;

namespace Halext.UnitTests.Assistant;

public sealed class AssistantSettingsTests
{
    [Test]
    public void Without_any_setting_there_are_the_vendors_for_keys_of_ones_own()
    {
        var settings = Settings.With().Assistant;
        Assert.That(settings.Providers.Select(p => p.Key), Is.EqualTo(new[] { "openai", "gemini", "anthropic" }));
        Assert.That(settings.Providers.Select(p => p.ApiKey), Is.All.Null);
        Assert.That(settings.DefaultModel, Is.Null);
        Assert.That(settings.MonthlyBudget, Is.Null);
    }

    [TestCase("AI_DEFAULT_MODEL", "gemini:gemini-2.5-flash", "gemini:gemini-2.5-flash")]
    [TestCase("AI_PROVIDER", "OpenAI", "openai:gpt-4o-mini")]
    [TestCase("AI_PROVIDER", "ollama-local", "ollama:llama3.1")]
    [TestCase("AI_PROVIDER", "mock", "mock:llama3.1")]
    public void The_default_is_named_whole_or_by_its_provider(string name, string value, string expected) =>
        Assert.That(Settings.With((name, value)).Assistant.DefaultModel?.ToString(), Is.EqualTo(expected));

    [Test]
    public void A_bare_default_is_the_providers() =>
        Assert.That(
            Settings.With(("AI_PROVIDER", "openai"), ("AI_DEFAULT_MODEL", "gpt-4o")).Assistant.DefaultModel?.ToString(), Is.EqualTo("openai:gpt-4o"));

    [Test]
    public void Addresses_can_be_moved_and_secrets_are_not_printed()
    {
        var settings = Settings.With(("OPENAI_BASE_URL", "http://proxy.test/v1/"), ("OPENAI_API_KEY", "sk-hidden"), ("OPENWEBUI_URL", "http://webui.test/")).Assistant;
        var openAi = settings.Providers.First(p => p.Key == "openai");
        Assert.That(openAi.Endpoint.AbsoluteUri, Is.EqualTo("http://proxy.test/v1"));
        Assert.That(openAi.IsVendor, Is.False);
        Assert.That(openAi.ToString(), Does.Not.Contain("hidden"));
        Assert.That(settings.Providers.First(p => p.Key == "openwebui").Endpoint.AbsoluteUri, Is.EqualTo("http://webui.test/api/v1"));
    }

    [Test]
    public void Prices_are_found_however_the_provider_is_written()
    {
        var prices = Settings.With(("AI_PRICES", "OpenAI:gpt-big = 7/8, ollama-local:*=1/2")).Assistant.Prices;
        Assert.That(prices.Of(new ModelIdentifier("openai", "gpt-big")), Is.EqualTo(new ModelPrice(7, 8)));
        Assert.That(prices.Of(new ModelIdentifier("ollama", "llama3.1")), Is.EqualTo(new ModelPrice(1, 2)));
    }

    [Test]
    public void The_vendors_own_address_is_no_moved_one() =>
        Assert.That(Settings.With(("OPENAI_BASE_URL", "https://api.openai.com/v1/")).Assistant.Providers.First(p => p.Key == "openai").IsVendor, Is.True);

    [TestCase("AI_PROVIDER", "acme")]
    [TestCase("AI_DEFAULT_MODEL", "gpt-4o")]
    [TestCase("AI_FALLBACK_MODELS", "openai:gpt-4o,gemini")]
    [TestCase("OLLAMA_URL", "localhost:11434")]
    [TestCase("OPENAI_BASE_URL", "ftp://x")]
    [TestCase("AI_USER_MONTHLY_BUDGET_USD", "-1")]
    [TestCase("AI_USER_DAILY_TOKENS", "many")]
    [TestCase("AI_MAX_OUTPUT_TOKENS", "0")]
    [TestCase("AI_PRICES", "gpt-4o=1/2")]
    [TestCase("AI_PRICES", "openai:gpt-4o=1")]
    [TestCase("AI_PRICES", "openai:gpt-4o=1/-2")]
    [TestCase("AI_PRICES", "openai:gpt-4o=1/2,openai:gpt-9")]
    [TestCase("AI_PRICES", "opneai:gpt-4o=1/2")]
    [TestCase("AI_PRICES", "*:*=1/2")]
    [TestCase("AI_PRICES", "openai:gpt-4o=1/2,OpenAI:gpt-4o=3/4")]
    public void What_is_wrong_is_named(string name, string value) =>
        Assert.That(() => Settings.With((name, value)), Throws.TypeOf<ConfigurationException>().With.Message.Contains(name));
}
