using System.Net;
using System.Security.Cryptography;
using System.Text;
using Halext.Application.Assistant;
using Halext.Application.Assistant.Providers;
using Microsoft.Extensions.Caching.Memory;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;

namespace Halext.Infrastructure.Assistant.Providers.Resilience;

/// <summary>
/// Asks again when that may help, and stops asking who is down: a circuit breaker to each provider, address, key and model. It opens by nothing
/// that a question can bring about, because all users share it.
/// </summary>
internal sealed class ProviderCircuits(TimeProvider clock, ResilienceTimes times) : IDisposable
{
    private const int MaxCircuits = 10_000;
    private static readonly TimeSpan Forgotten = TimeSpan.FromMinutes(15);

    private readonly MemoryCache _circuits = new(new MemoryCacheOptions { SizeLimit = MaxCircuits });
    private readonly Lock _making = new();

    /// <summary>Makes a call, up to the first sign of an answer.</summary>
    /// <param name="connection">Whom.</param>
    /// <param name="model">Which of its models; null for what concerns none, such as its list.</param>
    /// <param name="call">One attempt.</param>
    /// <param name="ct">Ends all attempts.</param>
    /// <exception cref="ProviderException">The call failed, or the breaker is open.</exception>
    public async Task<T> Call<T>(ProviderConnection connection, string? model, Func<CancellationToken, ValueTask<T>> call, CancellationToken ct)
    {
        try
        {
            return await Of(connection, model).ExecuteAsync(call, ct);
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

    private ResiliencePipeline Of(ProviderConnection connection, string? model)
    {
        // Keys are kept by their hash, here as everywhere.
        var key = (connection.Provider, connection.Endpoint, model, Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(connection.ApiKey ?? ""))));

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

    /// <summary>The breaker stands outside: a call that failed is one failure, however often it was repeated.</summary>
    private ResiliencePipeline Make() => new ResiliencePipelineBuilder { TimeProvider = clock }
        .AddCircuitBreaker(new CircuitBreakerStrategyOptions
        {
            MinimumThroughput = times.BreakerCalls,
            FailureRatio = 0.5,
            SamplingDuration = times.BreakerWindow,
            BreakDuration = times.BreakerRest,
            ShouldHandle = args => ValueTask.FromResult(args.Outcome.Exception is ProviderException e && IsDown(e)),
        })
        .AddRetry(new RetryStrategyOptions
        {
            MaxRetryAttempts = times.Retries,
            Delay = times.RetryDelay,
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            ShouldHandle = args => ValueTask.FromResult(args.Outcome.Exception is ProviderException { IsTransient: true } e && !(e.RetryAfter > times.LongestRetryAfter)),
            DelayGenerator = args => ValueTask.FromResult((args.Outcome.Exception as ProviderException)?.RetryAfter),
        })
        .Build();

    /// <summary>
    /// No connection, or the server (or a proxy before it) says that it is out of order. Not 500, which some servers answer to a bad question, and not
    /// 429, which vendors count by model and by size.
    /// </summary>
    private static bool IsDown(ProviderException e) => e is
    {
        Failure: ProviderFailure.Unreachable,
        InnerException: OperationCanceledException or HttpRequestException { StatusCode: null or > HttpStatusCode.InternalServerError },
    };
}
