using System.Net;
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
    public async Task The_first_token_has_two_minutes_and_is_not_asked_for_again()
    {
        _inner.Attempt = (_, ct) => ScriptedProvider.IsSilent(ct);
        var answer = Stream();
        await Eventually.True(() => _clock.Waits(TimeSpan.FromSeconds(120)));
        _clock.Advance(TimeSpan.FromSeconds(119));
        Assert.That(answer.IsCompleted, Is.False);
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.That(Failure(() => answer).Failure, Is.EqualTo(ProviderFailure.Unreachable));
        Assert.That((_inner.Attempts, _inner.Open), Is.EqualTo((1, 0)));
    }

    [Test]
    public void Repetitions_are_a_part_of_the_limit([Values] bool isStreamed)
    {
        var start = _clock.GetUtcNow();
        _inner.Attempt = (_, ct) =>
        {
            _clock.Advance(TimeSpan.FromSeconds(50));
            return ct.IsCancellationRequested ? ScriptedProvider.IsSilent(ct) : ScriptedProvider.Fails(Error(ProviderFailure.Unreachable));
        };
        Assert.That(Failure(() => Passing(isStreamed ? Stream() : Whole(Connection))).Failure, Is.EqualTo(ProviderFailure.Unreachable));
        Assert.That(_clock.GetUtcNow() - start, Is.LessThan(TimeSpan.FromSeconds(155)));
    }

    [Test]
    public async Task Between_tokens_are_two_minutes_of_waiting()
    {
        _inner.Attempt = (_, ct) => ScriptedProvider.IsSilent(ct, "one");
        await using var updates = _provider.Chat(Connection, "small").GetStreamingResponseAsync("Hi").GetAsyncEnumerator();
        await updates.MoveNextAsync();
        _clock.Advance(TimeSpan.FromHours(1)); // Who reads slowly is no slow provider.
        var next = updates.MoveNextAsync().AsTask();
        _clock.Advance(TimeSpan.FromSeconds(119));
        Assert.That(next.IsCompleted, Is.False);
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.That(Failure(() => next).Failure, Is.EqualTo(ProviderFailure.Cut));
        Assert.That(_inner.Open, Is.Zero);
    }

    [Test]
    public void A_stream_has_ten_minutes_of_the_models_time()
    {
        _inner.Attempt = (_, ct) => Forever(ct);
        var read = 0;
        Assert.That(Failure(async () =>
        {
            await foreach (var _ in _provider.Chat(Connection, "small").GetStreamingResponseAsync("Hi"))
            {
                read++;
                _clock.Advance(TimeSpan.FromHours(1));
            }
        }).Failure, Is.EqualTo(ProviderFailure.Cut));
        Assert.That((read, _inner.Open), Is.EqualTo((5, 0)));

        async IAsyncEnumerable<string> Forever([EnumeratorCancellation] CancellationToken ct)
        {
            while (true)
            {
                await Task.Yield();
                _clock.Advance(TimeSpan.FromSeconds(100));
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
        Assert.That((await _provider.Chat(Connection, "large").GetResponseAsync("Hi")).Text, Is.EqualTo("yes"), "and so has another model");
        Assert.That(await _provider.ListModels(Connection, default), Has.Count.EqualTo(1), "and the list of models");
        _clock.Advance(TimeSpan.FromSeconds(31));
        Assert.That(await Whole(Connection), Is.EqualTo("yes"), "one is let through, and closes it");
        Assert.That(await Whole(Connection), Is.EqualTo("yes"));
    }

    [Test]
    public void Who_fails_the_trial_rests_again()
    {
        FailUntilOpen();
        _clock.Advance(TimeSpan.FromSeconds(31));
        var attempts = _inner.Attempts;
        for (var i = 0; i < 3; i++)
            Assert.That(Failure(() => Whole(Connection)).Failure, Is.EqualTo(ProviderFailure.Unreachable));
        Assert.That(_inner.Attempts, Is.EqualTo(attempts + 1));
    }

    [Test]
    public async Task A_call_is_one_failure_however_often_it_is_repeated()
    {
        _inner.Attempt = (_, _) => ScriptedProvider.Fails(Error(ProviderFailure.Unreachable, cause: new HttpRequestException("Nobody.")));
        for (var i = 0; i < 4; i++)
            Assert.That(Failure(() => Passing(Whole(Connection))).Failure, Is.EqualTo(ProviderFailure.Unreachable));
        Assert.That(_inner.Attempts, Is.EqualTo(12));
        _inner.Attempt = (_, _) => ScriptedProvider.Says("yes");
        Assert.That(await Whole(Connection), Is.EqualTo("yes"));
    }

    [TestCase(ProviderFailure.Unauthorized, 401)]
    [TestCase(ProviderFailure.Refused, 400)]
    [TestCase(ProviderFailure.UnknownModel, 404)]
    [TestCase(ProviderFailure.Busy, 429)]
    [TestCase(ProviderFailure.Unreachable, 500)]
    [TestCase(ProviderFailure.Garbled, null)]
    [TestCase(ProviderFailure.Cut, null)]
    public async Task What_a_question_can_bring_about_opens_nothing(ProviderFailure failure, int? status)
    {
        var cause = status is { } code ? new HttpRequestException("No.", null, (HttpStatusCode)code) : null;
        _inner.Attempt = (_, _) => ScriptedProvider.Fails(Error(failure, 11, cause));
        for (var i = 0; i < 20; i++)
            Assert.That(Failure(() => Whole(Connection)).Failure, Is.EqualTo(failure));
        _inner.Attempt = (_, _) => ScriptedProvider.Says("yes");
        Assert.That(await Whole(Connection), Is.EqualTo("yes"));
    }

    [Test]
    public async Task Questions_that_take_too_long_open_nothing()
    {
        _inner.Attempt = (_, ct) => ScriptedProvider.IsSilent(ct);
        var answers = Enumerable.Range(0, 20).Select(_ => Whole(Connection)).ToList();
        _clock.Advance(TimeSpan.FromSeconds(121));
        foreach (var answer in answers)
            Assert.That(Failure(() => answer).Failure, Is.EqualTo(ProviderFailure.Unreachable));
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

    private static ProviderException Error(ProviderFailure failure, int? retryAfter = null, Exception? cause = null) =>
        new(failure, "It failed.", cause) { RetryAfter = retryAfter is { } seconds ? TimeSpan.FromSeconds(seconds) : null };

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
        var down = Error(ProviderFailure.Unreachable, 11, new HttpRequestException("Out of order.", null, HttpStatusCode.ServiceUnavailable));
        _inner.Attempt = (_, _) => ScriptedProvider.Fails(down);
        for (var i = 0; i < 5; i++)
            Assert.That(Failure(() => Whole(Connection)), Is.SameAs(down));
    }
}
