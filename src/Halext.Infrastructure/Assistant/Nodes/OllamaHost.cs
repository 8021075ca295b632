using System.Runtime.CompilerServices;
using System.Text.Json;
using Halext.Application.Assistant;
using Halext.Application.Assistant.Nodes;
using Halext.Application.Assistant.Providers;
using Halext.Infrastructure.Assistant.Providers;

namespace Halext.Infrastructure.Assistant.Nodes;

/// <summary>Ollama's API beside chats.</summary>
internal sealed class OllamaHost(ProviderHttp http, TimeProvider clock) : IOllamaHost
{
    private const int MaxModels = 1000;

    private static readonly TimeSpan Quick = TimeSpan.FromSeconds(10);

    /// <summary>Large models take their time from disk to memory.</summary>
    private static readonly TimeSpan Loading = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Painting = TimeSpan.FromMinutes(2);

    /// <summary>Without news of a download. It hashes what it has loaded without a word.</summary>
    private static readonly TimeSpan PullSilence = TimeSpan.FromMinutes(5);

    public Task<string> Version(ProviderConnection connection, CancellationToken ct) => Call(
        Quick, async limit => (await Client(connection).Get<OllamaWire.VersionAnswer>("/api/version", limit)).Version ?? throw ProviderErrors.Garbled(), ct);

    public Task<IReadOnlyList<LoadedModel>> LoadedModels(ProviderConnection connection, CancellationToken ct) => Call<IReadOnlyList<LoadedModel>>(
        Quick,
        async limit => (await Client(connection).Get<OllamaWire.ModelList>("/api/ps", limit)).Models is { } models
            ? [.. models.Take(MaxModels).Select(m => new LoadedModel(m.Name, m.Size, m.SizeVram, m.ExpiresAt))]
            : throw ProviderErrors.Garbled(),
        ct);

    public Task<LocalModel> Show(ProviderConnection connection, string model, CancellationToken ct) => Call(
        Quick,
        async limit =>
        {
            var answer = await Client(connection).Post<OllamaWire.ShowAnswer>("/api/show", new OllamaWire.ModelName(model), limit);
            return new LocalModel(
                answer.Details?.Family, answer.Details?.ParameterSize, answer.Details?.QuantizationLevel, ContextLength(answer), answer.Capabilities ?? []);
        },
        ct);

    public async IAsyncEnumerable<PullProgress> Pull(ProviderConnection connection, string model, [EnumeratorCancellation] CancellationToken ct)
    {
        using var silence = new CancellationTokenSource(Timeout.InfiniteTimeSpan, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, silence.Token);
        await using var lines = Client(connection).Lines<OllamaWire.PullLine>("/api/pull", new OllamaWire.ModelName(model), either.Token).GetAsyncEnumerator(either.Token);
        var isDone = false;
        while (await Next())
        {
            var line = lines.Current;
            if (line.Error is not null)
                throw new ProviderException(ProviderFailure.Refused, "Ollama cannot download this model.");
            if (line.Status is null)
                throw ProviderErrors.Garbled();
            isDone = line.Status == PullProgress.Success;
            yield return new PullProgress(line.Status, line.Completed, line.Total);
        }

        if (!isDone)
            throw ProviderErrors.Cut();

        async ValueTask<bool> Next()
        {
            silence.CancelAfter(PullSilence);
            try
            {
                return await lines.MoveNextAsync();
            }
            catch (Exception e) when (ProviderErrors.IsFailure(e, ct))
            {
                throw ProviderErrors.Translate(e, hasBegun: false);
            }
        }
    }

    public Task Delete(ProviderConnection connection, string model, CancellationToken ct) => Call(
        Quick,
        async limit =>
        {
            await Client(connection).Send(HttpMethod.Delete, "/api/delete", new OllamaWire.ModelName(model), limit);
            return true;
        },
        ct);

    public Task Load(ProviderConnection connection, string model, TimeSpan? keepAlive, CancellationToken ct) =>
        Generate(connection, new OllamaWire.GenerateBody(model, null, false, (long?)keepAlive?.TotalSeconds), Loading, ct);

    public Task Unload(ProviderConnection connection, string model, CancellationToken ct) =>
        Generate(connection, new OllamaWire.GenerateBody(model, null, false, 0), Quick, ct);

    public async Task<byte[]> Paint(ProviderConnection connection, string model, string prompt, CancellationToken ct)
    {
        var answer = await Generate(connection, new OllamaWire.GenerateBody(model, prompt, false, null), Painting, ct);
        if ((answer.Image ?? (answer.Images is [var first, ..] ? first : null)) is not { } image)
            throw ProviderErrors.Refused("This model does not paint.");
        try
        {
            return Convert.FromBase64String(image);
        }
        catch (FormatException)
        {
            throw ProviderErrors.Garbled();
        }
    }

    private Task<OllamaWire.GenerateAnswer> Generate(ProviderConnection connection, OllamaWire.GenerateBody body, TimeSpan limit, CancellationToken ct) =>
        Call(limit, token => Client(connection).Post<OllamaWire.GenerateAnswer>("/api/generate", body, token), ct);

    private OllamaClient Client(ProviderConnection connection) => new(http.Client(connection), connection);

    private async Task<T> Call<T>(TimeSpan limit, Func<CancellationToken, Task<T>> call, CancellationToken ct)
    {
        using var deadline = new CancellationTokenSource(limit, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, deadline.Token);
        try
        {
            return await call(either.Token);
        }
        catch (Exception e) when (ProviderErrors.IsFailure(e, ct))
        {
            throw ProviderErrors.Translate(e, hasBegun: false);
        }
    }

    /// <summary>Stands under the name of the model's architecture, as in <c>llama.context_length</c>.</summary>
    private static int? ContextLength(OllamaWire.ShowAnswer answer) =>
        answer.ModelInfo?.FirstOrDefault(field => field.Key.EndsWith(".context_length", StringComparison.Ordinal)).Value is { ValueKind: JsonValueKind.Number } length
            && length.TryGetInt32(out var tokens) ? tokens : null;
}
