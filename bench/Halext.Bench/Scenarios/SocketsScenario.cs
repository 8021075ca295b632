using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Halext.Bench.Load;
using Halext.Bench.Stage;

namespace Halext.Bench.Scenarios;

/// <summary>
/// How long a message takes from the first byte of the request that posts it to each of 100 sockets. Messages are posted by the clock, not
/// one behind the other, so a server that falls behind shows. Every socket must get each of them once and in their order.
/// </summary>
internal static class SocketsScenario
{
    private const int People = 10;
    private const int SocketsOfEach = 10;
    private const int MessagesPerSecond = 50;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public static async Task<IReadOnlyList<Finding>> Run(BenchCluster cluster, BenchOptions options, CancellationToken ct)
    {
        await using var halext = await HalextSite.Open(cluster, "bench_sockets", ct);
        var tokens = new List<string> { halext.Token };
        while (tokens.Count < People)
            tokens.Add(await HalextSite.Register(halext.Server, $"person{tokens.Count}@example.com", ct));
        var room = await halext.Seed.AddConversation(0, ct);
        return
        [
            .. await Measure("rooms", $"/ws/{room}", channel: null),
            .. await Measure("general sockets", "/v1/realtime/ws", $"conversation:{room}"),
        ];

        async Task<IReadOnlyList<Finding>> Measure(string name, string path, string? channel)
        {
            var listeners = new List<Listener>();
            try
            {
                foreach (var token in tokens.SelectMany(t => Enumerable.Repeat(t, SocketsOfEach)))
                {
                    listeners.Add(await Listener.Connect(halext.Server, path, token, ct));
                    if (channel is not null)
                        await listeners[^1].Subscribe(channel, ct);
                }

                await Round.Run(halext, room, listeners, options.WarmUpSeconds * MessagesPerSecond, ct);
                var round = await Round.Run(halext, room, listeners, options.Rounds * options.Seconds * MessagesPerSecond, ct);
                Console.WriteLine($"  {name,-22}{round}");
                return
                [
                    new Finding($"message to {listeners.Count} {name}, p95", round.Percentile(0.95), 80, "ms", IsLimit: true),
                    new Finding("lost, doubled or disordered frames", round.Faults, 0, IsLimit: true),
                ];
            }
            finally
            {
                listeners.ForEach(l => l.Dispose());
            }
        }
    }

    /// <summary>So many messages to so many sockets.</summary>
    private sealed class Round
    {
        private readonly long[] _postedAt;
        private readonly List<double> _milliseconds = [];
        private int _lost;
        private int _doubled;
        private int _disordered;

        private Round(int messages) => _postedAt = new long[messages];

        public int Faults => _lost + _doubled + _disordered;

        public static async Task<Round> Run(HalextSite halext, int room, List<Listener> listeners, int messages, CancellationToken ct)
        {
            var round = new Round(messages);
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
            var listening = listeners.Select(l => Task.Run(() => round.Listen(l, patience.Token), ct)).ToList();
            await round.Post(halext, room, ct);
            patience.CancelAfter(Patience);
            await Task.WhenAll(listening);
            ct.ThrowIfCancellationRequested();
            round._milliseconds.Sort();
            return round;
        }

        public double Percentile(double part) => _milliseconds[(int)Math.Ceiling(part * _milliseconds.Count) - 1];

        public override string ToString() => string.Create(
            CultureInfo.InvariantCulture,
            $"{_milliseconds.Count,7:N0} frames   p50 {Percentile(0.5),6:0.0} ms   p95 {Percentile(0.95),6:0.0} ms   p99 {Percentile(0.99),6:0.0} ms   {_lost} lost, {_doubled} doubled, {_disordered} disordered");

        private async Task Post(HalextSite halext, int room, CancellationToken ct)
        {
            var url = new Uri(halext.Server.Url, $"/conversations/{room}/messages");
            var posting = new List<Task>();
            var start = Stopwatch.GetTimestamp();
            for (var n = 0; n < _postedAt.Length; n++)
            {
                var due = (n * 1000.0 / MessagesPerSecond) - Stopwatch.GetElapsedTime(start).TotalMilliseconds;
                if (due > 0)
                    await Task.Delay(TimeSpan.FromMilliseconds(due), ct);
                var number = n;
                posting.Add(Task.Run(() => PostOne(number), ct));
            }

            await Task.WhenAll(posting);

            async Task PostOne(int number)
            {
                _postedAt[number] = Stopwatch.GetTimestamp();
                using var answer = await Http.Post(url, halext.Token, new { content = number.ToString(CultureInfo.InvariantCulture) }, ct);
                if (!answer.IsSuccessStatusCode)
                    throw new BenchException($"a message was refused: {await answer.Content.ReadAsStringAsync(ct)}");
            }
        }

        private async Task Listen(Listener listener, CancellationToken ct)
        {
            var own = new List<double>(_postedAt.Length);
            var seen = new bool[_postedAt.Length];
            var (lastId, distinct, doubled, disordered) = (0, 0, 0, 0);
            try
            {
                while (distinct < seen.Length)
                {
                    var frame = await listener.Receive(ct);
                    var now = Stopwatch.GetTimestamp();
                    if (Message(frame) is not var (id, number))
                        continue;
                    own.Add(Stopwatch.GetElapsedTime(_postedAt[number], now).TotalMilliseconds);
                    (doubled, distinct) = seen[number] ? (doubled + 1, distinct) : (doubled, distinct + 1);
                    disordered += id <= lastId ? 1 : 0;
                    (seen[number], lastId) = (true, id);
                }
            }
            catch (OperationCanceledException)
            {
                // What has not come by now is lost.
            }

            lock (_milliseconds)
            {
                _milliseconds.AddRange(own);
                _lost += seen.Length - distinct;
                _doubled += doubled;
                _disordered += disordered;
            }
        }

        /// <summary>The message's id, and its number in this round; null for every other frame.</summary>
        private static (int Id, int Number)? Message(ReadOnlyMemory<byte> frame)
        {
            using var json = JsonDocument.Parse(frame);
            if (!json.RootElement.TryGetProperty("data", out var data) || !data.TryGetProperty("content", out var content))
                return null;
            return (data.GetProperty("id").GetInt32(), int.Parse(content.GetString()!, CultureInfo.InvariantCulture));
        }
    }
}
