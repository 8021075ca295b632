using System.Text.Json;
using Halext.Application.Assistant.Providers;

namespace Halext.UnitTests.Assistant.Providers;

public sealed class AnthropicProviderTests() : ProviderContract(ProviderProtocol.Anthropic)
{
    protected override bool MakesVectors => false;

    /// <summary>Version 2026-10-21 of the API, which the library speaks, refuses them.</summary>
    protected override bool SamplesAnyModel => false;

    protected override string? SystemPrompt(JsonElement request) => Words(request.GetProperty("system"));

    protected override SentOptions Options(JsonElement request) => new(
        request.TryGetProperty("temperature", out var temperature) ? temperature.GetDouble() : null,
        request.TryGetProperty("top_p", out var topP) ? topP.GetDouble() : null,
        request.GetProperty("max_tokens").GetInt32(),
        request.GetProperty("stop_sequences")[0].GetString());

    protected override string Schema(JsonElement request) => Normal(request);

    protected override IReadOnlyList<string?> CallsAndResults(JsonElement request)
    {
        var call = request.GetProperty("messages")[1].GetProperty("content")[0];
        var result = request.GetProperty("messages")[2].GetProperty("content")[0];
        Assert.That(result.GetProperty("tool_use_id").GetString(), Is.EqualTo(call.GetProperty("id").GetString()));
        return [call.GetProperty("name").GetString(), Words(result.GetProperty("content"))];
    }
}
