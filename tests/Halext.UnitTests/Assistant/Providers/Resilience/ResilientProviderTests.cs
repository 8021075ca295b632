using System.Runtime.CompilerServices;
using Halext.Application.Assistant;
using Halext.Application.Assistant.Providers;
using Halext.Infrastructure.Assistant.Providers.Resilience;
using Halext.TestKit;
using Microsoft.Extensions.AI;

namespace Halext.UnitTests.Assistant.Providers.Resilience;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class ResilientProviderTests : IDisposable
{
    private static readonly ProviderConnection Connection = new("openai", ProviderProtocol.OpenAi, new Uri("https://models.test/v1"), "one", false);

    private readonly ManualClock _clock = new();
    private readonly ScriptedProvider _inner = new();
    private readonly ProviderCircuits _circuits;
    private readonly ResilientProvider _provider;

    public ResilientProviderTests()
    {
        var times = new ResilienceTimes();
        _circuits = new ProviderCircuits(_clock, times);
        _provider = new ResilientProvider(_inner, _circuits, times, _clock);
    }

    public void Dispose() => _circuits.Dispose();

    [TestCase(ProviderFailure.Unreachable)]
    [TestCase(ProviderFailure.Busy)]
    public async Task What_may_pass_is_asked_three_times_and_not_more(ProviderFailure failure)
    {
        _inner.Attempt = (attempt, _) => attempt < 3 ? ScriptedProvider.Fails(Error(failure)) : ScriptedProvider.Says("yes");
        Assert.That(await Passing(Stream()), Is.EqualTo("yes"));
        Assert.That(_inner.Attempts, Is.EqualTo(3));
        _inner.Attempt = (_, _) => ScriptedProvider.Fails(Error(failure));
        Assert.That(Failure(() => Passing(Whole(Connection with { ApiKey = "two" }))).Failure, Is.EqualTo(failure));
        Assert.That(_inner.Attempts, Is.EqualTo(6));
    }

    [TestCase(ProviderFailure.Unauthorized)]
    [TestCase(ProviderFailure.Refused)]
    [TestCase(ProviderFailure.UnknownModel)]
    [TestCase(ProviderFailure.Garbled)]
    [TestCase(ProviderFailure.Cut)]
    public void What_stays_is_asked_once(ProviderFailure failure)
    {
        _inner.Attempt = (_, _) => ScriptedProvider.Fails(Error(failure));
        Assert.That(Failure(() => Passing(Stream())).Failure, Is.EqualTo(failure));
        Assert.That(_inner.Attempts, Is.EqualTo(1));
    }

    [Test]
    public void After_the_first_token_nothing_is_asked_again()
    {
        _inner.Attempt = (_, _) => ScriptedProvider.Fails(Error(ProviderFailure.Unreachable), "one");
        Assert.That(Failure(() => Passing(Stream())).Failure, Is.EqualTo(ProviderFailure.Unreachable));
        Assert.That(_inner.Attempts, Is.EqualTo(1));
    }

    [Test]
    public async Task Comes_again_when_the_provider_said()
    {
        _inner.Attempt = (attempt, _) => attempt == 1 ? ScriptedProvider.Fails(Error(ProviderFailure.Busy, 7)) : ScriptedProvider.Says("yes");
        var answer = Whole(Connection);
        await Eventually.True(() => _clock.Waits(TimeSpan.FromSeconds(7)));
        _clock.Advance(TimeSpan.FromSeconds(6.9));
        Assert.That(_inner.Attempts, Is.EqualTo(1));
        _clock.Advance(TimeSpan.FromSeconds(0.1));
        Assert.That(await answer, Is.EqualTo("yes"));
    }

    [Test]
    public void Does_not_wait_long_and_says_how_long_it_would_be()
    {
        _inner.Attempt = (_, _) => ScriptedProvider.Fails(Error(ProviderFailure.Busy, 11));
        Assert.That(Failure(() => Whole(Connection)).RetryAfter, Is.EqualTo(TimeSpan.FromSeconds(11)));
        Assert.That(_inner.Attempts, Is.EqualTo(1));
    }

    [Test]
    public async Task The_first_token_has_a_minute_and_is_not_asked_for_again()
    {
        _inner.Attempt = (_, ct) => ScriptedProvider.IsSilent(ct);
        var answer = Stream();
        await Eventually.True(() => _clock.Waits(TimeSpan.FromSeconds(60)));
        _clock.Advance(TimeSpan.FromSeconds(59));
        Assert.That(answer.IsCompleted, Is.False);
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.That(Failure(() => answer).Failure, Is.EqualTo(ProviderFailure.Unreachable));
        Assert.That((_inner.Attempts, _inner.Open), Is.EqualTo((1, 0)));
    }

    [Test]
    public async Task Between_tokens_is_a_minute()
    {
        _inner.Attempt = (_, ct) => ScriptedProvider.IsSilent(ct, "one");
        await using var updates = _provider.Chat(Connection, "small").GetStreamingResponseAsync("Hi").GetAsyncEnumerator();
        await updates.MoveNextAsync();
        _clock.Advance(TimeSpan.FromSeconds(59)); // Who reads slowly is no slow provider.
        var next = updates.MoveNextAsync().AsTask();
        _clock.Advance(TimeSpan.FromSeconds(59));
        Assert.That(next.IsCompleted, Is.False);
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.That(Failure(() => next).Failure, Is.EqualTo(ProviderFailure.Cut));
        Assert.That(_inner.Open, Is.Zero);
    }

    [Test]
    public async Task Everything_together_has_ten_minutes()
    {
        _inner.Attempt = (_, ct) => Forever(ct);
        var read = 0;
        Assert.That(Failure(async () =>
        {
            await foreach (var _ in _provider.Chat(Connection, "small").GetStreamingResponseAsync("Hi"))
            {
                read++;
                _clock.Advance(TimeSpan.FromSeconds(50));
            }
        }).Failure, Is.EqualTo(ProviderFailure.Cut));
        Assert.That(read, Is.EqualTo(12));

        async IAsyncEnumerable<string> Forever([EnumeratorCancellation] CancellationToken ct)
        {
            while (true)
            {
                await Task.Yield();
                ct.ThrowIfCancellationRequested();
                yield return "x";
            }
        }
    }

    [Test]
    public async Task Lists_and_vectors_have_half_a_minute()
    {
        _inner.Attempt = (_, ct) => ScriptedProvider.IsSilent(ct);
        foreach (var call in new Func<Task>[] { () => _provider.ListModels(Connection, default), () => _provider.Embeddings(Connection, "small").GenerateAsync(["one"]) })
        {
            var answer = call();
            await Eventually.True(() => _clock.Waits(TimeSpan.FromSeconds(30)));
            _clock.Advance(TimeSpan.FromSeconds(30));
            Assert.That(Failure(() => answer).Failure, Is.EqualTo(ProviderFailure.Unreachable));
        }
    }

    [Test]
    public async Task Who_fails_all_the_time_is_left_alone_for_half_a_minute()
    {
        FailUntilOpen();
        var attempts = _inner.Attempts;
        var refused = Failure(() => Whole(Connection));
        Assert.Multiple(() =>
        {
            Assert.That(refused.Failure, Is.EqualTo(ProviderFailure.Unreachable));
            Assert.That(refused.RetryAfter, Is.GreaterThan(TimeSpan.Zero).And.LessThanOrEqualTo(TimeSpan.FromSeconds(30)));
            Assert.That(_inner.Attempts, Is.EqualTo(attempts), "nobody asks");
        });

        _inner.Attempt = (_, _) => ScriptedProvider.Says("yes");
        Assert.That(await Whole(Connection with { ApiKey = "two" }), Is.EqualTo("yes"), "another key has a breaker of its own");
        Assert.That(await Whole(Connection with { Endpoint = new Uri("https://other.test/v1") }), Is.EqualTo("yes"));
        _clock.Advance(TimeSpan.FromSeconds(31));
        Assert.That(await Whole(Connection), Is.EqualTo("yes"), "one is let through, and closes it");
        Assert.That(await Whole(Connection), Is.EqualTo("yes"));
    }

    [Test]
    public void Who_fails_the_trial_rests_again()
    {
        FailUntilOpen();
        _clock.Advance(TimeSpan.FromSeconds(31));
        _inner.Attempt = (_, _) => ScriptedProvider.Fails(Error(ProviderFailure.Garbled));
        Assert.That(Failure(() => Whole(Connection)).Failure, Is.EqualTo(ProviderFailure.Garbled));
        Assert.That(Failure(() => Whole(Connection)).Failure, Is.EqualTo(ProviderFailure.Unreachable));
    }

    [TestCase(ProviderFailure.Unauthorized)]
    [TestCase(ProviderFailure.Refused)]
    [TestCase(ProviderFailure.UnknownModel)]
    public async Task The_callers_own_mistakes_open_nothing(ProviderFailure failure)
    {
        _inner.Attempt = (_, _) => ScriptedProvider.Fails(Error(failure));
        for (var i = 0; i < 20; i++)
            Assert.That(Failure(() => Whole(Connection)).Failure, Is.EqualTo(failure));
        _inner.Attempt = (_, _) => ScriptedProvider.Says("yes");
        Assert.That(await Whole(Connection), Is.EqualTo("yes"));
    }

    [Test]
    public async Task Who_cancels_gets_a_cancellation()
    {
        _inner.Attempt = (_, ct) => ScriptedProvider.IsSilent(ct);
        using var cancel = new CancellationTokenSource();
        var answer = _provider.Chat(Connection, "small").GetResponseAsync("Hi", cancellationToken: cancel.Token);
        await cancel.CancelAsync();
        Assert.That(() => answer, Throws.InstanceOf<OperationCanceledException>());
        Assert.That((_inner.Attempts, _inner.Open), Is.EqualTo((1, 0)));
    }

    [Test]
    public async Task Who_stops_reading_ends_the_stream()
    {
        _inner.Attempt = (_, ct) => ScriptedProvider.IsSilent(ct, "one");
        await foreach (var _ in _provider.Chat(Connection, "small").GetStreamingResponseAsync("Hi"))
            break;
        Assert.That(_inner.Open, Is.Zero);
    }

    private static ProviderException Error(ProviderFailure failure, int? retryAfter = null) =>
        new(failure, "It failed.") { RetryAfter = retryAfter is { } seconds ? TimeSpan.FromSeconds(seconds) : null };

    private static ProviderException Failure(Func<Task> call) => Assert.ThrowsAsync<ProviderException>(call)!;

    /// <summary>The text, while time passes.</summary>
    private async Task<string> Passing(Task<string> call)
    {
        await Eventually.True(() =>
        {
            _clock.Advance(TimeSpan.FromMilliseconds(500));
            return call.IsCompleted;
        });
        return await call;
    }

    private async Task<string> Whole(ProviderConnection connection) => (await _provider.Chat(connection, "small").GetResponseAsync("Hi")).Text;

    private async Task<string> Stream() => string.Concat(await _provider.Chat(Connection, "small").GetStreamingResponseAsync("Hi").Select(u => u.Text).ToListAsync());

    private void FailUntilOpen()
    {
        _inner.Attempt = (_, _) => ScriptedProvider.Fails(Error(ProviderFailure.Garbled));
        for (var i = 0; i < 5; i++)
            Assert.That(Failure(() => Whole(Connection)).Failure, Is.EqualTo(ProviderFailure.Garbled));
    }
}
