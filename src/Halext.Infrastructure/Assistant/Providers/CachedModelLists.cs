using System.Security.Cryptography;
using System.Text;
using Halext.Application.Assistant;
using Halext.Application.Assistant.Providers;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Logging;

namespace Halext.Infrastructure.Assistant.Providers;

/// <summary>
/// Keeps lists of models for a minute, failures for less, and what a server offered last for a day. Callers that come while a list is on its
/// way wait for the same one.
/// </summary>
internal sealed partial class CachedModelLists(IEnumerable<IModelProvider> providers, TimeProvider clock, ILogger<CachedModelLists> logger)
    : IModelLists, IDisposable
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan FailureLifetime = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LastKnownLifetime = TimeSpan.FromDays(1);
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    private readonly MemoryCache _lists = new(new MemoryCacheOptions { SizeLimit = 1_000 });
    private readonly MemoryCache _lastKnown = new(new MemoryCacheOptions { SizeLimit = 1_000 });
    private readonly Lock _gate = new();

    public async Task<ModelList> Of(ProviderConnection connection, CancellationToken ct, bool isFresh = false)
    {
        var key = KeyOf(connection);
        Entry entry;
        bool wasKept;
        lock (_gate)
        {
            wasKept = _lists.TryGetValue(key, out Entry? kept) && kept!.Until > clock.GetUtcNow() && kept.List.IsCompleted;
            if (kept is null || kept.Until <= clock.GetUtcNow() || (isFresh && wasKept))
            {
                wasKept = false;

                // Not with the caller's token: others wait for the same list.
                kept = new Entry(clock.GetUtcNow() + Lifetime);
                kept.List = Ask(connection, key, kept);
                _lists.Set(key, kept, new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = Lifetime });
            }

            entry = kept;
        }

        return await entry.List.WaitAsync(ct) with { WasKept = wasKept };
    }

    public void Dispose()
    {
        _lists.Dispose();
        _lastKnown.Dispose();
    }

    private async Task<ModelList> Ask(ProviderConnection connection, (string, Uri, string) key, Entry entry)
    {
        // Off the caller's thread: it holds the lock.
        await Task.Yield();
        using var timeout = new CancellationTokenSource(Timeout);
        try
        {
            var provider = providers.First(p => p.Protocol == connection.Protocol);
            var models = await provider.ListModels(connection, timeout.Token);
            _lastKnown.Set(key, models, new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = LastKnownLifetime });
            return new ModelList(models, null);
        }
        catch (Exception e)
        {
            // Whatever is wrong with one source, the others' models are still there.
            entry.Until = clock.GetUtcNow() + FailureLifetime;
            switch (e)
            {
                case ProviderException failure:
                    LogFailed(logger, connection.Provider, failure.Failure);
                    return Missing(key, e.Message);
                case OperationCanceledException:
                    LogFailed(logger, connection.Provider, ProviderFailure.Unreachable);
                    return Missing(key, $"{connection.Provider} did not answer in time.");
                default:
                    LogBroken(logger, connection.Provider, e);
                    return Missing(key, $"The models of {connection.Provider} could not be read.");
            }
        }
    }

    private ModelList Missing((string, Uri, string) key, string problem) =>
        new([], problem) { LastKnown = _lastKnown.Get<IReadOnlyList<ProviderModel>>(key) ?? [] };

    /// <summary>Another key may see other models; the key itself is not kept.</summary>
    private static (string, Uri, string) KeyOf(ProviderConnection connection) => (
        connection.Provider,
        connection.Endpoint,
        connection.ApiKey is { } key ? Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(key))) : "");

    [LoggerMessage(Level = LogLevel.Warning, Message = "The models of {Provider} could not be listed ({Failure})")]
    private static partial void LogFailed(ILogger logger, string provider, ProviderFailure failure);

    [LoggerMessage(Level = LogLevel.Error, Message = "The adapter of {Provider} broke while listing models")]
    private static partial void LogBroken(ILogger logger, string provider, Exception exception);

    private sealed class Entry(DateTimeOffset until)
    {
        public DateTimeOffset Until { get; set; } = until;

        public Task<ModelList> List { get; set; } = null!;
    }
}
