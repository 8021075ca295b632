namespace Halext.Domain.Assistant;

/// <summary>The keys under which providers of models are known to clients.</summary>
public static class ProviderKeys
{
    public const string OpenAi = "openai";
    public const string Anthropic = "anthropic";
    public const string Gemini = "gemini";
    public const string OpenWebUi = "openwebui";
    public const string Ollama = "ollama";

    /// <summary>A machine with models that an administrator registered: a node.</summary>
    public const string Client = "client";

    /// <summary>Answers without a model, for development and for operators without one; its answers say so.</summary>
    public const string Mock = "mock";

    /// <summary>Whether it is paid by the token; everybody else is somebody's own machine.</summary>
    public static bool IsVendor(string key) => key is OpenAi or Anthropic or Gemini;

    /// <summary>Whether this is the key of a provider, within reach or not.</summary>
    public static bool IsKnown(string key) => key is OpenAi or Anthropic or Gemini or OpenWebUi or Ollama or Client or Mock;

    /// <summary>The one spelling of a key that has several.</summary>
    public static string Canonical(string key) => key == "ollama-local" ? Ollama : key;
}
