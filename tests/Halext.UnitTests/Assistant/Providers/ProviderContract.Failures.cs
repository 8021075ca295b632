using System.Globalization;
using Halext.Application.Assistant;
using Halext.TestKit;
using Halext.TestKit.FakeModels;
using Microsoft.Extensions.AI;

namespace Halext.UnitTests.Assistant.Providers;

public abstract partial class ProviderContract
{
    private static IEnumerable<TestCaseData> Failures()
    {
        yield return Case(FakeAnswer.Fails(400), ProviderFailure.Refused, "400");
        yield return Case(FakeAnswer.Fails(401), ProviderFailure.Unauthorized, "401");
        yield return Case(FakeAnswer.Fails(403), ProviderFailure.Unauthorized, "403");
        yield return Case(FakeAnswer.Fails(413), ProviderFailure.Refused, "413");
        yield return Case(FakeAnswer.Fails(422), ProviderFailure.Refused, "422");
        yield return Case(FakeAnswer.Fails(429), ProviderFailure.Busy, "429");
        yield return Case(FakeAnswer.Fails(500), ProviderFailure.Unreachable, "500");
        yield return Case(FakeAnswer.Fails(503), ProviderFailure.Unreachable, "503");
        yield return Case(FakeAnswer.Fails(529), ProviderFailure.Unreachable, "529");
        yield return Case(FakeAnswer.UnknownModel(), ProviderFailure.UnknownModel, "unknown model");
        yield return Case(FakeAnswer.Garbage(), ProviderFailure.Garbled, "garbage");
        yield return Case(FakeAnswer.WebPage(), ProviderFailure.Garbled, "web page");
        yield return Case(FakeAnswer.Redirects("http://127.0.0.1:1/"), ProviderFailure.Garbled, "redirect");
        yield return Case(FakeAnswer.Huge(80 * 1024 * 1024), ProviderFailure.Garbled, "huge");
        yield return Case(FakeAnswer.Says("one", "two").ThenBreaks(), ProviderFailure.Cut, "broken");

        static TestCaseData Case(FakeAnswer answer, ProviderFailure failure, string name) => new TestCaseData(answer, failure).SetArgDisplayNames(name);
    }

    [TestCaseSource(nameof(Failures))]
    public void What_fails_is_named(FakeAnswer answer, ProviderFailure failure)
    {
        _server.Answer(answer, answer);
        var whole = Failure(() => Complete("Hi"));
        var streamed = Failure(() => Updates("Hi"));
        Assert.Multiple(() =>
        {
            Assert.That(whole.Failure, Is.EqualTo(failure), whole.ToString());
            Assert.That(streamed.Failure, Is.EqualTo(failure), streamed.ToString());
            Assert.That(_server.Requests, Has.Count.EqualTo(2), "an adapter asks once");
            foreach (var text in _adapters.Logs.Append(whole.ToString()).Append(streamed.ToString()))
                Assert.That(text, Does.Not.Contain(FakeModelServer.Key).And.Not.Contain("10.1.2.3"));
        });
    }

    [Test]
    public void A_stream_that_ends_without_its_end_is_cut()
    {
        _server.Answer(FakeAnswer.Says("one", "two").ThenStops(), FakeAnswer.Says("one").ThenReportsAnError());
        Assert.That(Failure(() => Updates("Hi")).Failure, Is.EqualTo(ProviderFailure.Cut));
        Assert.That(Failure(() => Updates("Hi")).Failure, Is.EqualTo(ProviderFailure.Cut));
    }

    [Test]
    public async Task What_came_before_a_break_is_kept()
    {
        _server.Answer(FakeAnswer.Says("one", "two").ThenBreaks());
        await using var updates = Stream("Hi").GetAsyncEnumerator();
        Assert.That(await NextText(updates) + await NextText(updates), Is.EqualTo("onetwo"));
        Assert.That(Failure(async () => await NextText(updates)).Failure, Is.EqualTo(ProviderFailure.Cut));
    }

    [Test]
    public void When_to_come_again_is_told()
    {
        var date = TimeProvider.System.GetUtcNow().AddSeconds(90).ToString("R", CultureInfo.InvariantCulture);
        _server.Answer(FakeAnswer.Fails(429, "7"), FakeAnswer.Fails(503, date), FakeAnswer.Fails(429, "soon"));
        Assert.Multiple(() =>
        {
            Assert.That(Failure(() => Complete("Hi")).RetryAfter, Is.EqualTo(TimeSpan.FromSeconds(7)));
            Assert.That(Failure(() => Updates("Hi")).RetryAfter, Is.InRange(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(90)));
            Assert.That(Failure(() => Complete("Hi")).RetryAfter, Is.Null);
        });
    }

    [Test]
    public void Nobody_at_the_address_is_a_failure()
    {
        var nobody = Connection with { Endpoint = new UriBuilder(Connection.Endpoint) { Port = 1 }.Uri };
        Assert.That(Failure(() => Provider.Chat(nobody, "small").GetResponseAsync("Hi")).Failure, Is.EqualTo(ProviderFailure.Unreachable));
        Assert.That(Failure(() => Provider.ListModels(nobody, default)).Failure, Is.EqualTo(ProviderFailure.Unreachable));
    }

    [Test]
    public void Lists_of_models_fail_by_name()
    {
        _server.Answer(FakeAnswer.Fails(401), FakeAnswer.Garbage(), FakeAnswer.WebPage());
        Assert.That(Failure(() => Provider.ListModels(Connection, default)).Failure, Is.EqualTo(ProviderFailure.Unauthorized));
        Assert.That(Failure(() => Provider.ListModels(Connection, default)).Failure, Is.EqualTo(ProviderFailure.Garbled));
        Assert.That(Failure(() => Provider.ListModels(Connection, default)).Failure, Is.EqualTo(ProviderFailure.Garbled));
    }

    [Test]
    public async Task Cancellation_closes_the_connection_at_once([Values("before the answer", "in the stream", "in the whole")] string when)
    {
        _server.Answer(when == "before the answer" ? FakeAnswer.Says("one").AfterEternity() : FakeAnswer.Says("one", "two").ThenIsSilent());
        using var cancel = new CancellationTokenSource();
        var call = when == "in the whole" ? Complete([new(ChatRole.User, "Hi")], null, cancel.Token) : (Task)Updates("Hi", null, cancel.Token);
        var request = await _server.Request(0);
        await cancel.CancelAsync();
        Assert.That(() => call, Throws.InstanceOf<OperationCanceledException>());
        await Eventually.True(() => request.Gone.IsCompleted);
    }

    [Test]
    public async Task Who_stops_reading_closes_the_connection()
    {
        _server.Answer(FakeAnswer.Says("one", "two").ThenIsSilent());
        await using (var updates = Stream("Hi").GetAsyncEnumerator())
            await NextText(updates);
        await Eventually.True(() => _server.Requests[0].Gone.IsCompleted);
    }

    [Test]
    public async Task As_registered_it_asks_again_before_the_first_token([Values] bool isStreamed)
    {
        _server.Answer(FakeAnswer.Fails(503, "0"), FakeAnswer.Says("Hello"));
        using var client = _adapters.Registered(protocol).Chat(Connection, "small");
        var text = isStreamed ? string.Concat(await client.GetStreamingResponseAsync("Hi").Select(u => u.Text).ToListAsync()) : (await client.GetResponseAsync("Hi")).Text;
        Assert.That(text, Is.EqualTo("Hello"));
        Assert.That(_server.Requests, Has.Count.EqualTo(2));
    }

    [Test]
    public async Task As_registered_it_does_not_wait_for_silence()
    {
        var clock = new ManualClock();
        using var adapters = new Adapters(clock);
        _server.Answer(FakeAnswer.Says("one").ThenIsSilent());
        await using var updates = adapters.Registered(protocol).Chat(Connection, "small").GetStreamingResponseAsync("Hi").GetAsyncEnumerator();
        await NextText(updates);
        var next = NextText(updates);
        await Eventually.True(() => clock.Waits(TimeSpan.FromSeconds(120)));
        clock.Advance(TimeSpan.FromSeconds(121));
        Assert.That(Failure(() => next).Failure, Is.EqualTo(ProviderFailure.Cut));
        await Eventually.True(() => _server.Requests[0].Gone.IsCompleted);
    }
}
