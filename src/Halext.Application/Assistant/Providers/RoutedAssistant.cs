using System.Runtime.CompilerServices;
using Halext.Domain.Assistant;
using Halext.Domain.Common;
using Microsoft.Extensions.AI;

namespace Halext.Application.Assistant.Providers;

/// <summary>Finds who answers, and asks.</summary>
internal sealed class RoutedAssistant(IEnumerable<IModelProvider> providers) : IAssistant
{
    private static readonly ProviderConnection Mock = new(ProviderKeys.Mock, ProviderProtocol.Mock, new Uri("about:blank"), null, false);

    public async Task<Result<ModelAnswer>> Complete(ModelCall call, CancellationToken ct)
    {
        var model = Route(call.Model);
        using var client = Provider(ProviderProtocol.Mock).Chat(Mock, model.Model);
        try
        {
            return new ModelAnswer(model, await client.GetResponseAsync(call.Messages, call.Options, ct));
        }
        catch (ProviderException e)
        {
            return e.ToError();
        }
    }

    public Task<Result<ModelStream>> Stream(ModelCall call, CancellationToken ct)
    {
        var model = Route(call.Model);
        return Task.FromResult<Result<ModelStream>>(new ModelStream(model, Updates(call, model, ct)));
    }

    public async Task<Result<ModelEmbeddings>> Embed(EmbeddingCall call, CancellationToken ct)
    {
        var model = Route(call.Model);
        using var generator = Provider(ProviderProtocol.Mock).Embeddings(Mock, model.Model);
        try
        {
            var made = await generator.GenerateAsync(call.Inputs, new EmbeddingGenerationOptions { Dimensions = call.Dimensions }, ct);
            return new ModelEmbeddings(model, [.. made.Select(e => e.Vector)], (int)(made.Usage?.InputTokenCount ?? 0));
        }
        catch (ProviderException e)
        {
            return e.ToError();
        }
    }

    private static ModelIdentifier Route(string? wanted) =>
        ModelIdentifier.Parse(wanted, new ModelIdentifier(ProviderKeys.Mock, "llama3.1")) with { Provider = ProviderKeys.Mock, NodeId = null };

    private IModelProvider Provider(ProviderProtocol protocol) => providers.First(p => p.Protocol == protocol);

    private async IAsyncEnumerable<ChatResponseUpdate> Updates(ModelCall call, ModelIdentifier model, [EnumeratorCancellation] CancellationToken ct)
    {
        using var client = Provider(ProviderProtocol.Mock).Chat(Mock, model.Model);
        await foreach (var update in client.GetStreamingResponseAsync(call.Messages, call.Options, ct))
            yield return update;
    }
}
