using System.ClientModel;
using System.ClientModel.Primitives;
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
        new StrictChatClient(new OpenAiChatClient(Client(connection).GetChatClient(model), connection.Provider == ProviderKeys.OpenAi));

    public IEmbeddingGenerator<string, Embedding<float>> Embeddings(ProviderConnection connection, string model) =>
        new OpenAiEmbeddings(Client(connection).GetEmbeddingClient(model), model);

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

/// <summary>Chat, in OpenAI's types.</summary>
/// <param name="client">The library's.</param>
/// <param name="isOpenAi">Whether the server is OpenAI's own, which has newer names for some options.</param>
internal sealed class OpenAiChatClient(Wire.ChatClient client, bool isOpenAi) : IChatClient
{
    public async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options, CancellationToken cancellationToken)
    {
        var result = await client.CompleteChatAsync(
            OpenAiRequests.Messages(messages, options), OpenAiRequests.Options(options, isOpenAi), cancellationToken);
        return OpenAiAnswers.Response(result.Value);
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var calls = new SortedDictionary<int, OpenAiAnswers.PartialCall>();
        Wire.ChatFinishReason? end = null;
        UsageDetails? usage = null;
        var updates = client.CompleteChatStreamingAsync(
            OpenAiRequests.Messages(messages, options), OpenAiRequests.Options(options, isOpenAi), cancellationToken);
        await foreach (var update in updates.WithCancellation(cancellationToken))
        {
            var contents = OpenAiAnswers.Contents(update);
            foreach (var part in update.ToolCallUpdates)
            {
                if (!calls.TryGetValue(part.Index, out var call))
                    calls[part.Index] = call = new OpenAiAnswers.PartialCall();
                contents.Add(call.Add(part));
            }

            end ??= update.FinishReason;
            usage = OpenAiAnswers.Usage(update.Usage) ?? usage;
            if (contents.Count > 0)
                yield return OpenAiAnswers.Update(update, contents);
        }

        // Only now are the calls whole, and is the usage there. An answer that was cut has neither.
        if (end is { } reason)
            yield return OpenAiAnswers.Last([.. calls.Values.Select(call => call.ToContent())], reason, usage);
    }

    public object? GetService(Type serviceType, object? serviceKey) => serviceKey is null && serviceType.IsInstanceOfType(this) ? this : null;

    public void Dispose()
    {
    }
}

/// <summary>Vectors, in OpenAI's types.</summary>
internal sealed class OpenAiEmbeddings(OpenAI.Embeddings.EmbeddingClient client, string model) : IEmbeddingGenerator<string, Embedding<float>>
{
    public async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options, CancellationToken cancellationToken)
    {
        try
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
        catch (Exception e) when (ProviderErrors.IsFailure(e, cancellationToken))
        {
            throw ProviderErrors.Translate(e, hasBegun: false);
        }
    }

    public object? GetService(Type serviceType, object? serviceKey) => serviceKey is null && serviceType.IsInstanceOfType(this) ? this : null;

    public void Dispose()
    {
    }
}
