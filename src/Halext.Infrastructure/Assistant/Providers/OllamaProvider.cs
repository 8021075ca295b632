using System.Net;
using System.Runtime.CompilerServices;
using Halext.Application.Assistant;
using Halext.Application.Assistant.Providers;
using Microsoft.Extensions.AI;

namespace Halext.Infrastructure.Assistant.Providers;

/// <summary>Ollama's own API.</summary>
internal sealed class OllamaProvider(ProviderHttp http) : IModelProvider
{
    private const int MaxModels = 1000;

    public ProviderProtocol Protocol => ProviderProtocol.Ollama;

    public IChatClient Chat(ProviderConnection connection, string model) => new StrictChatClient(new OllamaChatClient(Client(connection), model), connection);

    public IEmbeddingGenerator<string, Embedding<float>> Embeddings(ProviderConnection connection, string model) =>
        new StrictEmbeddings(new OllamaEmbeddings(Client(connection), model));

    public async Task<IReadOnlyList<ProviderModel>> ListModels(ProviderConnection connection, CancellationToken ct)
    {
        try
        {
            var list = await Client(connection).Get<OllamaWire.ModelList>("/api/tags", ct);
            return list.Models is { } models
                ? [.. models.Take(MaxModels).Select(model => new ProviderModel(model.Name, model.Size, model.ModifiedAt))]
                : throw ProviderErrors.Garbled();
        }
        catch (Exception e) when (ProviderErrors.IsFailure(e, ct))
        {
            throw ProviderErrors.Translate(e, hasBegun: false);
        }
    }

    private OllamaClient Client(ProviderConnection connection) => new(http.Client(connection), connection);
}

/// <summary>Chat with a model of Ollama.</summary>
internal sealed class OllamaChatClient(OllamaClient client, string model) : IChatClient
{
    private const string Path = "/api/chat";

    public async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options, CancellationToken cancellationToken)
    {
        var answer = await client.Post<OllamaWire.ChatLine>(Path, OllamaRequests.Chat(model, messages, options, isStreamed: false), cancellationToken);
        if (answer.Message is null)
            throw ProviderErrors.Garbled();
        var update = Update(answer, 0);
        return new[] { update }.ToChatResponse();
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var calls = 0;
        await foreach (var line in client.Lines<OllamaWire.ChatLine>(Path, OllamaRequests.Chat(model, messages, options, isStreamed: true), cancellationToken))
        {
            if (line.Error is not null)
                throw ProviderErrors.Cut();

            var update = Update(line, calls);
            calls += line.Message?.ToolCalls?.Count ?? 0;

            // The end may come in several lines; the reason of all of them is that tools are called.
            if (update.FinishReason == ChatFinishReason.Stop && calls > 0)
                update.FinishReason = ChatFinishReason.ToolCalls;
            if (update.Contents.Count > 0 || update.FinishReason is not null)
                yield return update;
            if (line.Done)
                yield break;
        }
    }

    public object? GetService(Type serviceType, object? serviceKey) => serviceKey is null && serviceType.IsInstanceOfType(this) ? this : null;

    public void Dispose()
    {
    }

    /// <param name="line">A line, or the whole answer.</param>
    /// <param name="calls">How many tools were called before, to number those that have no id.</param>
    private static ChatResponseUpdate Update(OllamaWire.ChatLine line, int calls)
    {
        var contents = new List<AIContent>();
        if (line.Message?.Thinking is { Length: > 0 } thinking)
            contents.Add(new TextReasoningContent(thinking));
        if (line.Message?.Content is { Length: > 0 } text)
            contents.Add(new TextContent(text));
        foreach (var (index, call) in (line.Message?.ToolCalls ?? []).Index())
            contents.Add(ChatContents.Call(call.Id ?? $"call_{calls + index}", call.Function.Name, call.Function.Arguments.GetRawText()));
        if (line.Done && (line.PromptEvalCount ?? line.EvalCount) is not null)
        {
            contents.Add(new UsageContent(new UsageDetails
            {
                InputTokenCount = line.PromptEvalCount ?? 0,
                OutputTokenCount = line.EvalCount ?? 0,
                TotalTokenCount = (line.PromptEvalCount ?? 0) + (line.EvalCount ?? 0),
            }));
        }

        return new ChatResponseUpdate(ChatRole.Assistant, contents)
        {
            ModelId = line.Model,
            CreatedAt = line.CreatedAt,
            FinishReason = !line.Done ? null
                : line.DoneReason == "length" ? ChatFinishReason.Length
                : contents.OfType<FunctionCallContent>().Any() ? ChatFinishReason.ToolCalls
                : ChatFinishReason.Stop,
        };
    }
}

/// <summary>Vectors by a model of Ollama.</summary>
internal sealed class OllamaEmbeddings(OllamaClient client, string model) : IEmbeddingGenerator<string, Embedding<float>>
{
    public async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options, CancellationToken cancellationToken)
    {
        var answer = await Embed(values.ToList(), options?.Dimensions, cancellationToken);
        return new GeneratedEmbeddings<Embedding<float>>((answer.Embeddings ?? []).Select(vector => new Embedding<float>(vector) { ModelId = model }))
        {
            Usage = answer.PromptEvalCount is { } tokens ? new UsageDetails { InputTokenCount = tokens, TotalTokenCount = tokens } : null,
        };
    }

    public object? GetService(Type serviceType, object? serviceKey) => serviceKey is null && serviceType.IsInstanceOfType(this) ? this : null;

    public void Dispose()
    {
    }

    private async Task<OllamaWire.EmbedAnswer> Embed(List<string> texts, int? dimensions, CancellationToken ct)
    {
        try
        {
            return await client.Post<OllamaWire.EmbedAnswer>("/api/embed", new OllamaWire.EmbedBody(model, texts, dimensions), ct);
        }
        catch (ProviderException e) when (e is { Failure: not ProviderFailure.UnknownModel, InnerException: HttpRequestException { StatusCode: HttpStatusCode.NotFound } })
        {
            // Servers from before 0.3 have no such route, and take one text at a time.
            var vectors = new List<float[]>();
            foreach (var text in texts)
            {
                var answer = await client.Post<OllamaWire.OldEmbedAnswer>("/api/embeddings", new OllamaWire.OldEmbedBody(model, text), ct);
                vectors.Add(answer.Embedding ?? throw ProviderErrors.Garbled());
            }

            return new OllamaWire.EmbedAnswer(vectors, null);
        }
    }
}
