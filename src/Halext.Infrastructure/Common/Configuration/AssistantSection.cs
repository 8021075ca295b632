using System.Globalization;
using Halext.Application.Assistant;
using Halext.Application.Assistant.Providers;
using Halext.Domain.Assistant;

namespace Halext.Infrastructure.Common.Configuration;

/// <summary>Reads what the operator decides about the assistant.</summary>
internal static class AssistantSection
{
    private static readonly string[] Known =
        [ProviderKeys.OpenAi, ProviderKeys.Gemini, ProviderKeys.Anthropic, ProviderKeys.Ollama, ProviderKeys.OpenWebUi, ProviderKeys.Mock];

    public static AssistantSettings Read(SettingsReader read)
    {
        var provider = read.Text("AI_PROVIDER")?.ToLowerInvariant() is { } key ? ProviderKeys.Canonical(key) : null;
        if (provider is not null && !Known.Contains(provider))
            read.Problem($"AI_PROVIDER must be one of {string.Join(", ", Known)}.");

        var model = read.Text("AI_MODEL");
        var local = model ?? "llama3.1";
        var providers = new List<ProviderSettings>
        {
            Cloud(
                ProviderKeys.OpenAi, ProviderProtocol.OpenAi, Address(read, "OPENAI_BASE_URL"), "https://api.openai.com/v1",
                read.Text("OPENAI_API_KEY"), read.Text("OPENAI_MODEL") ?? "gpt-4o-mini"),
            Cloud(
                ProviderKeys.Gemini, ProviderProtocol.OpenAi, Address(read, "GEMINI_BASE_URL"), "https://generativelanguage.googleapis.com/v1beta/openai",
                read.Text("GEMINI_API_KEY"), read.Text("GEMINI_MODEL") ?? "gemini-2.5-flash"),
            Cloud(
                ProviderKeys.Anthropic, ProviderProtocol.Anthropic, Address(read, "ANTHROPIC_BASE_URL"), "https://api.anthropic.com",
                read.Text("ANTHROPIC_API_KEY"), read.Text("ANTHROPIC_MODEL") ?? "claude-sonnet-4-5"),
        };
        if (Address(read, "OPENWEBUI_URL") is { } openWebUi)
        {
            var endpoint = new Uri(openWebUi.AbsoluteUri.TrimEnd('/') + "/api/v1");
            providers.Add(new ProviderSettings(ProviderKeys.OpenWebUi, ProviderProtocol.OpenAi, endpoint, read.Text("OPENWEBUI_API_KEY"), local, false));
        }

        if ((Address(read, "OLLAMA_URL") ?? Address(read, "OLLAMA_BASE_URL")) is { } ollama)
            providers.Add(new ProviderSettings(ProviderKeys.Ollama, ProviderProtocol.Ollama, ollama, null, local, false));

        var usual = provider is null ? null : new ModelIdentifier(
            provider, model ?? providers.FirstOrDefault(p => p.Key == provider)?.DefaultModel ?? local);
        return new AssistantSettings
        {
            Providers = providers,
            DefaultModel = Identifier(read, "AI_DEFAULT_MODEL", usual) ?? usual,
            EmbeddingModel = Identifier(read, "AI_EMBEDDING_MODEL", null),
            ImageModel = Identifier(read, "AI_IMAGE_MODEL", null),
            IsOffline = read.Flag("AI_OFFLINE", false),
            FallbackModels = [.. read.List("AI_FALLBACK_MODELS", []).Select(text => Parse(read, "AI_FALLBACK_MODELS", text, null)).OfType<ModelIdentifier>()],
            MonthlyBudget = Amount(read, "AI_USER_MONTHLY_BUDGET_USD"),
            DailyTokens = Amount(read, "AI_USER_DAILY_TOKENS") is { } tokens ? (long)tokens : null,
            Prices = Prices(read, "AI_PRICES"),
            MaxOutputTokens = read.Number("AI_MAX_OUTPUT_TOKENS", 4_096, 1, 1_000_000),
            OpenWebUiPublicUrl = Address(read, "OPENWEBUI_PUBLIC_URL"),
        };
    }

    /// <summary>Always there, because people may bring keys of their own.</summary>
    private static ProviderSettings Cloud(string key, ProviderProtocol protocol, Uri? moved, string vendor, string? apiKey, string model) =>
        new(key, protocol, moved ?? new Uri(vendor), apiKey, model, true) { IsVendor = moved is null || moved == new Uri(vendor.TrimEnd('/')) };

    private static Uri? Address(SettingsReader read, string name)
    {
        if (read.Text(name) is not { } text)
            return null;
        if (Uri.TryCreate(text.TrimEnd('/'), UriKind.Absolute, out var address) && address.Scheme is "http" or "https")
            return address;
        read.Problem($"{name} must be an address such as http://localhost:11434.");
        return null;
    }

    private static ModelIdentifier? Identifier(SettingsReader read, string name, ModelIdentifier? usual) =>
        read.Text(name) is { } text ? Parse(read, name, text, usual) : null;

    /// <summary>A whole identifier, or a bare name of the usual provider's.</summary>
    private static ModelIdentifier? Parse(SettingsReader read, string name, string text, ModelIdentifier? usual)
    {
        if (text.Length <= ModelIdentifier.MaxLength && (usual is not null || text.IndexOf(':', StringComparison.Ordinal) > 0))
            return ModelIdentifier.Parse(text, usual ?? new ModelIdentifier(ProviderKeys.Mock, ""));
        read.Problem($"{name} must name models as provider:model, such as openai:gpt-4o-mini.");
        return null;
    }

    /// <summary>As in <c>openai:gpt-4o=2.5/10</c>: US dollars per million tokens, read and written.</summary>
    private static PriceList Prices(SettingsReader read, string name)
    {
        var prices = new Dictionary<string, ModelPrice>();
        foreach (var entry in read.List(name, []))
        {
            if (entry.Split('=') is not [var model, var price] || PricedName(model) is not { } priced
                || price.Split('/') is not [var input, var output] || Dollars(input) is not { } reading || Dollars(output) is not { } writing)
                read.Problem($"{name} must list prices as provider:model=input/output, in US dollars per million tokens, such as openai:gpt-4o=2.5/10; this is none: {entry}");
            else if (!prices.TryAdd(priced, new ModelPrice(reading, writing)))
                read.Problem($"{name} has two prices of {priced}.");
        }

        return new PriceList(prices);
    }

    /// <summary>As identifiers are written (<see cref="ModelIdentifier"/>); null where no model can be meant, whose price would never count.</summary>
    private static string? PricedName(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0)
            return null;
        var provider = ProviderKeys.Canonical(text[..colon].Trim().ToLowerInvariant());
        var model = text[(colon + 1)..].Trim();
        return ProviderKeys.IsKnown(provider) && model.Length > 0 ? $"{provider}:{model}" : null;
    }

    private static decimal? Dollars(string text) =>
        decimal.TryParse(text, NumberStyles.Number, CultureInfo.InvariantCulture, out var dollars) && dollars is >= 0 and <= 1_000_000m ? dollars : null;

    private static decimal? Amount(SettingsReader read, string name)
    {
        if (read.Text(name) is not { } text)
            return null;
        if (decimal.TryParse(text, NumberStyles.Number, CultureInfo.InvariantCulture, out var amount) && amount is >= 0 and <= 1_000_000_000_000m)
            return amount;
        read.Problem($"{name} must be a number that is not negative.");
        return null;
    }
}
