using System.ClientModel;
using System.ClientModel.Primitives;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Halext.Application.Assistant.Providers;
using Halext.Domain.Assistant;
using Microsoft.Extensions.AI;
using OpenAI;
using Wire = OpenAI.Chat;

namespace Halext.Infrastructure.Assistant.Providers;

/// <summary>OpenAI's chat completions, and every server that speaks them.</summary>
internal sealed class OpenAiProvider(ProviderHttp http) : IModelProvider
{
    public const int MaxModels = 1000;

    /// <summary>The library wants a key. This one never leaves: <see cref="WithoutKey"/>.</summary>
    private const string NoKey = "none";

    /// <summary>Gemini's names of models carry their place in its API.</summary>
    private const string GeminiPrefix = "models/";

    public ProviderProtocol Protocol => ProviderProtocol.OpenAi;

    public IChatClient Chat(ProviderConnection connection, string model) =>
        new StrictChatClient(new OpenAiChatClient(Client(connection).GetChatClient(model), model, connection.Provider == ProviderKeys.OpenAi), connection);

    public IEmbeddingGenerator<string, Embedding<float>> Embeddings(ProviderConnection connection, string model) =>
        new StrictEmbeddings(new OpenAiEmbeddings(Client(connection).GetEmbeddingClient(model), model));

    public async Task<IReadOnlyList<ProviderModel>> ListModels(ProviderConnection connection, CancellationToken ct)
    {
        try
        {
            // The library's own type of the list demands fields that only OpenAI's server has.
            var result = await Client(connection).GetOpenAIModelClient().GetModelsAsync(new RequestOptions { CancellationToken = ct });
            using var list = JsonDocument.Parse(result.GetRawResponse().Content);
            return [.. list.RootElement.GetProperty("data").EnumerateArray().Take(MaxModels).Select(Model)];
        }
        catch (Exception e) when (ProviderErrors.IsFailure(e, ct))
        {
            throw ProviderErrors.Translate(e, hasBegun: false);
        }
    }

    private static ProviderModel Model(JsonElement model)
    {
        var id = model.GetProperty("id").GetString()!;
        return new ProviderModel(
            id.StartsWith(GeminiPrefix, StringComparison.Ordinal) ? id[GeminiPrefix.Length..] : id,
            ModifiedAt: model.TryGetProperty("created", out var created) && created.TryGetInt64(out var seconds) && seconds > 0
                ? DateTimeOffset.FromUnixTimeSeconds(seconds)
                : null,
            OwnedBy: Text("owned_by"),
            Description: Text("description"));

        string? Text(string name) => model.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String ? text.GetString() : null;
    }

    private OpenAIClient Client(ProviderConnection connection)
    {
        var options = new OpenAIClientOptions
        {
            Endpoint = connection.Endpoint,
            Transport = new HttpClientPipelineTransport(http.Client(connection)),
            RetryPolicy = new ClientRetryPolicy(maxRetries: 0),
            NetworkTimeout = Timeout.InfiniteTimeSpan,
            ClientLoggingOptions = new ClientLoggingOptions { EnableLogging = false },
        };
        if (connection.ApiKey is null)
            options.AddPolicy(new WithoutKey(), PipelinePosition.BeforeTransport);
        return new OpenAIClient(new ApiKeyCredential(connection.ApiKey ?? NoKey), options);
    }

    private sealed class WithoutKey : PipelinePolicy
    {
        public override void Process(PipelineMessage message, IReadOnlyList<PipelinePolicy> pipeline, int currentIndex)
        {
            message.Request.Headers.Remove("Authorization");
            ProcessNext(message, pipeline, currentIndex);
        }

        public override ValueTask ProcessAsync(PipelineMessage message, IReadOnlyList<PipelinePolicy> pipeline, int currentIndex)
        {
            message.Request.Headers.Remove("Authorization");
            return ProcessNextAsync(message, pipeline, currentIndex);
        }
    }
}

/// <summary>Chat, asked by OpenAI's library. Answers are read here: see <see cref="OpenAiWire"/>.</summary>
/// <param name="client">The library's.</param>
/// <param name="model">Who is asked.</param>
/// <param name="isOpenAi">Whether the server is OpenAI's own, which has newer names for some options.</param>
internal sealed class OpenAiChatClient(Wire.ChatClient client, string model, bool isOpenAi) : IChatClient
{
    public async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options, CancellationToken cancellationToken)
    {
        using var body = OpenAiRequests.Body(model, messages, options, isOpenAi);
        var result = await client.CompleteChatAsync(body, new RequestOptions { CancellationToken = cancellationToken });
        var answer = JsonSerializer.Deserialize<OpenAiWire.Answer>(result.GetRawResponse().Content, OpenAiWire.Json) ?? throw ProviderErrors.Garbled();
        return OpenAiAnswers.Response(answer);
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var calls = new OpenAiAnswers.PartialCalls();
        var hasBegun = false;
        ChatFinishReason? end = null;
        UsageDetails? usage = null;
        await foreach (var chunk in Chunks(messages, options, cancellationToken))
        {
            if (chunk.Error is { ValueKind: JsonValueKind.Object or JsonValueKind.String })
                throw ProviderErrors.InStream(hasBegun);
            usage = OpenAiAnswers.Usage(chunk.Usage) ?? usage;
            if (chunk.Choices is not [var choice, ..])
                continue;
            end ??= OpenAiAnswers.Reason(choice.FinishReason);
            List<AIContent> contents = [.. OpenAiAnswers.Texts(choice.Delta), .. calls.Add(choice.Delta)];
            if (contents.Count == 0)
                continue;
            hasBegun = true;
            yield return new ChatResponseUpdate(ChatRole.Assistant, contents) { ResponseId = chunk.Id, MessageId = chunk.Id, ModelId = chunk.Model };
        }

        // Only now are all arguments there, and the usage. An answer that was cut has neither.
        if (end is not null)
            yield return new ChatResponseUpdate(ChatRole.Assistant, [.. calls.Contents, .. usage is null ? (AIContent[])[] : [new UsageContent(usage)]]) { FinishReason = end };
    }

    public object? GetService(Type serviceType, object? serviceKey) => serviceKey is null && serviceType.IsInstanceOfType(this) ? this : null;

    public void Dispose()
    {
    }

    private async IAsyncEnumerable<OpenAiWire.Answer> Chunks(
        IEnumerable<ChatMessage> messages, ChatOptions? options, [EnumeratorCancellation] CancellationToken ct)
    {
        var updates = client.CompleteChatStreamingAsync(OpenAiRequests.Messages(messages, options), OpenAiRequests.Options(options, isOpenAi), ct);
        await foreach (var page in updates.GetRawPagesAsync().WithCancellation(ct))
        {
            using var response = page.GetRawResponse();
            var events = SseParser.Create(response.ContentStream!, (_, data) => Chunk(data));
            await foreach (var chunk in events.EnumerateAsync(ct))
            {
                if (chunk.Data is null)
                    yield break;
                yield return chunk.Data;
            }
        }
    }

    /// <summary>Null for the mark at the end.</summary>
    private static OpenAiWire.Answer? Chunk(ReadOnlySpan<byte> data) => data.SequenceEqual("[DONE]"u8)
        ? null
        : JsonSerializer.Deserialize<OpenAiWire.Answer>(data, OpenAiWire.Json) ?? throw ProviderErrors.Garbled();
}

/// <summary>Vectors, in OpenAI's types.</summary>
internal sealed class OpenAiEmbeddings(OpenAI.Embeddings.EmbeddingClient client, string model) : IEmbeddingGenerator<string, Embedding<float>>
{
    public async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options, CancellationToken cancellationToken)
    {
        var result = await client.GenerateEmbeddingsAsync(
            values, new OpenAI.Embeddings.EmbeddingGenerationOptions { Dimensions = options?.Dimensions }, cancellationToken);
        var tokens = result.Value.Usage?.InputTokenCount;
        return new GeneratedEmbeddings<Embedding<float>>(
            result.Value.OrderBy(e => e.Index).Select(e => new Embedding<float>(e.ToFloats()) { ModelId = model }))
        {
            Usage = tokens is null ? null : new UsageDetails { InputTokenCount = tokens, TotalTokenCount = tokens },
        };
    }

    public object? GetService(Type serviceType, object? serviceKey) => serviceKey is null && serviceType.IsInstanceOfType(this) ? this : null;

    public void Dispose()
    {
    }
}
