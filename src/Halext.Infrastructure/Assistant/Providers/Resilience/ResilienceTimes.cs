namespace Halext.Infrastructure.Assistant.Providers.Resilience;

/// <summary>
/// How long providers are waited for, and how often they are asked again; the same for all, and nowhere else. Repetitions and their waits are
/// a part of each limit. What a person takes to read is not.
/// </summary>
internal sealed record ResilienceTimes
{
    /// <summary>To the first piece of a stream, which may include loading the model.</summary>
    public TimeSpan FirstToken { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>Between two pieces of a stream.</summary>
    public TimeSpan BetweenTokens { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>For all pieces of a stream together.</summary>
    public TimeSpan WholeStream { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>For an answer that comes whole: nothing shows before it is complete.</summary>
    public TimeSpan WholeAnswer { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>For lists of models and embeddings.</summary>
    public TimeSpan ListOrVectors { get; init; } = TimeSpan.FromSeconds(30);

    public int Retries { get; init; } = 2;

    /// <summary>Before the first repetition; doubles, with jitter.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Who wants us back later than this is not waited for.</summary>
    public TimeSpan LongestRetryAfter { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>So many calls in <see cref="BreakerWindow"/>, of which at least half fail, open the circuit breaker.</summary>
    public int BreakerCalls { get; init; } = 5;

    public TimeSpan BreakerWindow { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long an open breaker lets nothing through, before it tries one call.</summary>
    public TimeSpan BreakerRest { get; init; } = TimeSpan.FromSeconds(30);
}
