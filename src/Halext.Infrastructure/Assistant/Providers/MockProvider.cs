using System.Globalization;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using Halext.Application.Assistant.Providers;
using Microsoft.Extensions.AI;

namespace Halext.Infrastructure.Assistant.Providers;

/// <summary>Answers by rule and says that it is a mock: the same question always gets the same answer.</summary>
internal sealed class MockProvider : IModelProvider
{
    public static readonly IReadOnlyList<string> Models = ["llama3.1", "mistral"];

    public ProviderProtocol Protocol => ProviderProtocol.Mock;

    public IChatClient Chat(ProviderConnection connection, string model) => new MockChatClient(model);

    public IEmbeddingGenerator<string, Embedding<float>> Embeddings(ProviderConnection connection, string model) => new MockEmbeddings(model);

    public Task<IReadOnlyList<ProviderModel>> ListModels(ProviderConnection connection, CancellationToken ct) =>
        Task.FromResult<IReadOnlyList<ProviderModel>>([.. Models.Select(name => new ProviderModel(name))]);
}

internal sealed class MockChatClient(string model) : IChatClient
{
    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options, CancellationToken cancellationToken) =>
        GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var history = messages.ToList();
        var question = history.LastOrDefault(m => m.Role == ChatRole.User)?.Text ?? "";
        if (history is [.., { Role: var role }] && role == ChatRole.User && MockAnswers.Call(question, options) is { } call)
        {
            var calling = Update([call]);
            calling.FinishReason = ChatFinishReason.ToolCalls;
            yield return calling;
            yield break;
        }

        var answer = MockAnswers.Structured(options) ?? $"I am the mock assistant of this server, not a language model. You wrote: {question}";
        foreach (var word in Words(answer))
        {
            cancellationToken.ThrowIfCancellationRequested();
            await Task.Yield();
            yield return Update([new TextContent(word)]);
        }

        var usage = new UsageDetails { InputTokenCount = history.Sum(m => Tokens(m.Text)), OutputTokenCount = Tokens(answer) };
        usage.TotalTokenCount = usage.InputTokenCount + usage.OutputTokenCount;
        var last = Update([new UsageContent(usage)]);
        last.FinishReason = ChatFinishReason.Stop;
        yield return last;
    }

    public object? GetService(Type serviceType, object? serviceKey) => serviceKey is null && serviceType.IsInstanceOfType(this) ? this : null;

    public void Dispose()
    {
    }

    private static IEnumerable<string> Words(string text)
    {
        var start = 0;
        for (var end = text.IndexOf(' ', StringComparison.Ordinal); end >= 0; end = text.IndexOf(' ', start))
        {
            yield return text[start..(end + 1)];
            start = end + 1;
        }

        yield return text[start..];
    }

    /// <summary>Four characters to a token, as is usual for English.</summary>
    private static int Tokens(string text) => (text.Length + 3) / 4;

    private ChatResponseUpdate Update(IList<AIContent> contents) =>
        new(ChatRole.Assistant, contents) { ModelId = model, ResponseId = "mock", MessageId = "mock" };
}

/// <summary>Vectors of length one, made from the text's hash.</summary>
internal sealed class MockEmbeddings(string model) : IEmbeddingGenerator<string, Embedding<float>>
{
    private const int Dimensions = 384;

    public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options, CancellationToken cancellationToken)
    {
        var texts = values.ToList();
        var made = new GeneratedEmbeddings<Embedding<float>>(
            texts.Select(text => new Embedding<float>(Vector(text, options?.Dimensions ?? Dimensions)) { ModelId = model }))
        {
            Usage = new UsageDetails { InputTokenCount = texts.Sum(t => (t.Length + 3) / 4) },
        };
        return Task.FromResult(made);
    }

    public object? GetService(Type serviceType, object? serviceKey) => serviceKey is null && serviceType.IsInstanceOfType(this) ? this : null;

    public void Dispose()
    {
    }

    private static float[] Vector(string text, int length)
    {
        var vector = new float[length];
        for (var i = 0; i < length; i++)
        {
            var hash = SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{i}:{text}")));
            vector[i] = (BitConverter.ToUInt16(hash) - 32767.5f) / 32767.5f;
        }

        var norm = MathF.Sqrt(vector.Sum(v => v * v));
        return [.. vector.Select(v => v / norm)];
    }
}
