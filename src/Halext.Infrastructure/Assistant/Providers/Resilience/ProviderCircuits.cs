using System.Security.Cryptography;
using System.Text;
using Halext.Application.Assistant;
using Halext.Application.Assistant.Providers;
using Microsoft.Extensions.Caching.Memory;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;

namespace Halext.Infrastructure.Assistant.Providers.Resilience;

/// <summary>Asks again when that may help, and stops asking who fails all the time: a circuit breaker to each provider, address and key.</summary>
internal sealed class ProviderCircuits(TimeProvider clock, ResilienceTimes times) : IDisposable
{
    private const int MaxCircuits = 10_000;
    private static readonly TimeSpan Forgotten = TimeSpan.FromMinutes(15);

    private readonly MemoryCache _circuits = new(new MemoryCacheOptions { SizeLimit = MaxCircuits });
    private readonly Lock _making = new();

    /// <summary>Makes a call, up to the first sign of an answer.</summary>
    /// <exception cref="ProviderException">The call failed, or the breaker is open.</exception>
    public async Task<T> Call<T>(ProviderConnection connection, Func<CancellationToken, ValueTask<T>> call, CancellationToken ct)
    {
        try
        {
            return await Of(connection).ExecuteAsync(call, ct);
        }
        catch (BrokenCircuitException e)
        {
            throw new ProviderException(ProviderFailure.Unreachable, "The provider has failed several times in a row and is left alone for a moment.")
            {
                RetryAfter = e.RetryAfter,
            };
        }
    }

    public void Dispose() => _circuits.Dispose();

    private ResiliencePipeline Of(ProviderConnection connection)
    {
        // Keys are kept by their hash, here as everywhere.
        var key = (connection.Provider, connection.Endpoint, Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(connection.ApiKey ?? ""))));

        // Two breakers for one connection would each see half of its failures.
        lock (_making)
        {
            return _circuits.GetOrCreate(key, entry =>
            {
                entry.Size = 1;
                entry.SlidingExpiration = Forgotten;
                return Make();
            })!;
        }
    }

    private ResiliencePipeline Make() => new ResiliencePipelineBuilder { TimeProvider = clock }
        .AddRetry(new RetryStrategyOptions
        {
            MaxRetryAttempts = times.Retries,
            Delay = times.RetryDelay,
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            ShouldHandle = args => ValueTask.FromResult(args.Outcome.Exception is ProviderException e && MayHelp(e)),
            DelayGenerator = args => ValueTask.FromResult((args.Outcome.Exception as ProviderException)?.RetryAfter),
        })
        .AddCircuitBreaker(new CircuitBreakerStrategyOptions
        {
            MinimumThroughput = times.BreakerCalls,
            FailureRatio = 0.5,
            SamplingDuration = times.BreakerWindow,
            BreakDuration = times.BreakerRest,
            ShouldHandle = args => ValueTask.FromResult(args.Outcome.Exception is ProviderException { Failure: not (
                ProviderFailure.Unauthorized or ProviderFailure.Refused or ProviderFailure.UnknownModel) }),
        })
        .Build();

    /// <summary>
    /// Who did not answer in time is not asked again: the first question may still be worked on and paid for, and a server that is slow gets
    /// no faster by more of them.
    /// </summary>
    private bool MayHelp(ProviderException e) =>
        e.IsTransient && e.InnerException is not TimeoutException && !(e.RetryAfter > times.LongestRetryAfter);
}
