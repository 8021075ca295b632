using Halext.Domain.Assistant;

namespace Halext.UnitTests.Assistant;

public sealed class ModelIdentifierTests
{
    private static readonly ModelIdentifier Usual = new(ProviderKeys.Gemini, "gemini-2.5-flash");

    [TestCase(null, "gemini:gemini-2.5-flash")]
    [TestCase("", "gemini:gemini-2.5-flash")]
    [TestCase("  ", "gemini:gemini-2.5-flash")]
    [TestCase(":", "gemini:gemini-2.5-flash")]
    [TestCase("gpt-4o", "gemini:gpt-4o")]
    [TestCase(":gpt-4o", "gemini:gpt-4o")]
    [TestCase("openai:", "openai:gemini-2.5-flash")]
    [TestCase("openai:gpt-4o", "openai:gpt-4o")]
    [TestCase("OpenAI:gpt-4o", "openai:gpt-4o")]
    [TestCase("ollama:llama3.1:8b", "ollama:llama3.1:8b")]
    [TestCase("ollama-local:llama3.1:8b", "ollama:llama3.1:8b")]
    [TestCase("client:7:llama3.1:8b", "client:7:llama3.1:8b")]
    [TestCase("client:7:", "client:7:gemini-2.5-flash")]
    public void Reads_identifiers_and_fills_in_what_is_left_out(string? text, string expected) =>
        Assert.That(ModelIdentifier.Parse(text, Usual).ToString(), Is.EqualTo(expected));

    [TestCase("client:")]
    [TestCase("client:7")]
    [TestCase("client:x:llama3.1")]
    [TestCase("client:-1:llama3.1")]
    [TestCase("client:99999999999:llama3.1")]
    public void A_node_that_is_no_number_is_no_node(string text)
    {
        var identifier = ModelIdentifier.Parse(text, Usual);

        Assert.That((identifier.Provider, identifier.NodeId), Is.EqualTo((ProviderKeys.Client, (int?)null)));
    }
}
