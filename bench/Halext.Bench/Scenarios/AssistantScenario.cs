using System.Diagnostics;
using System.Globalization;
using Halext.Bench.Stage;
using Halext.TestKit.FakeModels;

namespace Halext.Bench.Scenarios;

/// <summary>
/// What Halext adds to a provider that answers at once: to a whole answer, to each piece of a stream, to memory with 200 streams, and how soon
/// the provider is free when a client goes away. The provider is the tests' fake server, in this process, so that both ends have one clock.
/// </summary>
internal static class AssistantScenario
{
    private const int WarmUp = 2_000;
    private const int Answers = 1_000;
    private const int Pieces = 300;
    private const int Streams = 200;
    private const int Departures = 50;

    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan SlowBeat = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Streaming = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(5);

    public static async Task<IReadOnlyList<Finding>> Run(BenchCluster cluster, BenchOptions options, CancellationToken ct)
    {
        await using var models = await FakeModelServer.Start();
        models.Otherwise = Answer;
        await using var halext = await HalextSite.Open(
            cluster,
            "bench_assistant",
            ct,
            new Dictionary<string, string> { ["OPENAI_BASE_URL"] = new Uri(models.Address, "/v1").AbsoluteUri, ["OPENAI_API_KEY"] = "bench", ["AI_DEFAULT_MODEL"] = "openai:whole" });
        var provider = new Way(new Uri(models.Address, "/v1/chat/completions"), null, (model, stream) => new { model, stream, messages = new[] { new { role = "user", content = "Hi" } } });
        var whole = new Way(new Uri(halext.Server.Url, "/ai/chat"), halext.Token, (model, _) => new { prompt = "Hi", model = "openai:" + model });
        var streamed = whole with { Url = new Uri(halext.Server.Url, "/ai/chat/stream") };

        var answers = await AddedToAnswers(provider, whole, ct);
        var pieces = await AddedToPieces(provider, streamed, ct);
        var growth = await Growth(halext, streamed, ct);
        var freed = await FreedAfter(models, streamed, ct);
        return
        [
            new Finding("added to a whole answer, p95", answers, 5, "ms", IsLimit: true),
            new Finding("added to a piece of a stream, p95", pieces, 1, "ms", IsLimit: true),
            new Finding($"memory of {Streams} streams, growth", growth, 10, "MB", IsLimit: true),
            new Finding("client gone, provider free, longest", freed, 1_000, "ms", IsLimit: true),
        ];
    }

    private static FakeAnswer Answer(FakeRequest request) => request.Body.GetProperty("model").GetString() switch
    {
        "clock" => FakeAnswer.TellsTheTime(Pieces).Every(Beat),
        "slow" => FakeAnswer.TellsTheTime((int)(Streaming / SlowBeat)).Every(SlowBeat),
        "silent" => FakeAnswer.Says("Well,").ThenIsSilent(),
        _ => FakeAnswer.Says("Yes."),
    };

    /// <summary>In turn, one request at a time. What the provider itself takes is its median, so that the slow ones count against Halext.</summary>
    private static async Task<double> AddedToAnswers(Way provider, Way halext, CancellationToken ct)
    {
        var (direct, through) = (new List<double>(), new List<double>());
        for (var i = 0; i < WarmUp + Answers; i++)
        {
            direct.Add(await Time(provider));
            through.Add(await Time(halext));
        }

        return Added("whole answer", direct.Skip(WarmUp), through.Skip(WarmUp));

        async Task<double> Time(Way way)
        {
            var start = Stopwatch.GetTimestamp();
            using var answer = await way.Ask("whole", stream: false, ct);
            await answer.Content.CopyToAsync(Stream.Null, ct);
            return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }
    }

    /// <summary>Each piece says when it was sent.</summary>
    private static async Task<double> AddedToPieces(Way provider, Way halext, CancellationToken ct)
    {
        await Delays(halext, "clock", ct);
        var (direct, through) = (new List<double>(), new List<double>());
        for (var i = 0; i < 3; i++)
        {
            direct.AddRange(await Delays(provider, "clock", ct));
            through.AddRange(await Delays(halext, "clock", ct));
        }

        return Added("piece", direct, through);
    }

    private static async Task<double> Growth(HalextSite halext, Way way, CancellationToken ct)
    {
        // What the first ones allocate stays: buffers, connections, compiled code.
        await Task.WhenAll(Enumerable.Range(0, Streams).Select(_ => Delays(way, "clock", ct)));
        var running = Enumerable.Range(0, Streams).Select(_ => Delays(way, "slow", ct)).ToList();
        await Task.Delay(Settling, ct);
        await halext.Server.CollectGarbage(ct);
        var before = halext.Server.Memory().Now;
        await Task.Delay(Streaming - 2 * Settling, ct);
        await halext.Server.CollectGarbage(ct);
        var (after, peak) = halext.Server.Memory();
        if (running.Any(r => r.IsCompleted))
            throw new BenchException("the streams ended before they were measured");
        var delays = (await Task.WhenAll(running)).SelectMany(d => d).Order().ToList();
        Console.WriteLine(FormattableString.Invariant(
            $"  {Streams} streams: {before:0} MB, {after:0} MB after {(Streaming - 2 * Settling).TotalSeconds:0} s, at its highest {peak:0} MB; a piece takes p50 {Percentile(delays, 0.50):0.0} ms, p95 {Percentile(delays, 0.95):0.0} ms"));
        return after - before;
    }

    private static async Task<double> FreedAfter(FakeModelServer models, Way way, CancellationToken ct)
    {
        var times = new List<double>();
        for (var i = 0; i < Departures; i++)
        {
            var asked = models.Requests.Count;
            var answer = await way.Ask("silent", stream: true, ct);
            await (await answer.Content.ReadAsStreamAsync(ct)).ReadAtLeastAsync(new byte[10], 10, throwOnEndOfStream: true, ct);
            var start = Stopwatch.GetTimestamp();
            answer.Dispose();
            await models.Requests[asked].Gone.WaitAsync(TimeSpan.FromSeconds(30), ct);
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        times.Sort();
        Console.WriteLine(FormattableString.Invariant($"  client gone, provider free after p50 {Percentile(times, 0.50):0.0} ms, at most {times[^1]:0.0} ms"));
        return times[^1];
    }

    /// <summary>From the sending of each piece to its arrival here, in milliseconds.</summary>
    private static async Task<List<double>> Delays(Way way, string model, CancellationToken ct)
    {
        var delays = new List<double>();
        using var answer = await way.Ask(model, stream: true, ct);
        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync(ct));
        while (await lines.ReadLineAsync(ct) is { } line)
        {
            // Both ways have JSON with one "content".
            var now = Stopwatch.GetTimestamp();
            var at = line.IndexOf("\"content\":\"", StringComparison.Ordinal) + 11;
            if (at > 10 && long.TryParse(line.AsSpan(at, line.IndexOf('"', at) - at), CultureInfo.InvariantCulture, out var sent))
                delays.Add(Stopwatch.GetElapsedTime(sent, now).TotalMilliseconds);
        }

        return delays.Count > 0 ? delays : throw new BenchException($"{way.Url} streams nothing");
    }

    private static double Added(string what, IEnumerable<double> direct, IEnumerable<double> through)
    {
        var (without, with) = (direct.Order().ToList(), through.Order().ToList());
        Console.WriteLine(FormattableString.Invariant(
            $"  {what}: provider p50 {Percentile(without, 0.50):0.00} ms, p95 {Percentile(without, 0.95):0.00} ms; with Halext p50 {Percentile(with, 0.50):0.00} ms, p95 {Percentile(with, 0.95):0.00} ms"));
        return Percentile(with, 0.95) - Percentile(without, 0.50);
    }

    private static double Percentile(List<double> ordered, double part) => ordered[(int)Math.Ceiling(part * ordered.Count) - 1];

    /// <summary>A way to a model: straight to the provider, or through Halext.</summary>
    private sealed record Way(Uri Url, string? Token, Func<string, bool, object> Body)
    {
        /// <exception cref="BenchException">The answer is no success.</exception>
        public async Task<HttpResponseMessage> Ask(string model, bool stream, CancellationToken ct)
        {
            var answer = await Http.Post(Url, Token, Body(model, stream), ct);
            return answer.IsSuccessStatusCode ? answer : throw new BenchException($"{Url} answers {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync(ct)}");
        }
    }
}
