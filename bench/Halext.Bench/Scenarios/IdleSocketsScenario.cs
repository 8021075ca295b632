using System.Globalization;
using System.Text.Json;
using Halext.Bench.Load;
using Halext.Bench.Stage;

namespace Halext.Bench.Scenarios;

/// <summary>
/// What a socket costs on which nothing happens: resident memory with 5,000 of them, less that of the same server before, both after a
/// full garbage collection. A server of its own for each kind, which has opened and closed some before, so that its code is compiled.
/// </summary>
internal static class IdleSocketsScenario
{
    private const int Sockets = 5_000;
    private const int WarmUpSockets = 500;
    private const int AtOnce = 8;

    private static readonly TimeSpan SettleTime = TimeSpan.FromSeconds(2);

    public static async Task<IReadOnlyList<Finding>> Run(BenchCluster cluster, BenchOptions options, CancellationToken ct)
    {
        await using var halext = await HalextSite.Open(cluster, "bench_idle", ct);
        var room = await halext.Seed.AddConversation(0, ct);
        return [await Measure("room", $"/ws/{room}"), await Measure("general socket", "/v1/realtime/ws")];

        async Task<Finding> Measure(string name, string path)
        {
            await using var server = await HalextSite.StartServer(cluster, halext.Seed.ConnectionString, ct);
            await Close(server, await Open(server, path, WarmUpSockets));
            var before = await Settled(server);
            var sockets = await Open(server, path, Sockets);
            var after = await Settled(server);
            var open = await CountOpen(server);
            await Close(server, sockets);
            var closed = await Settled(server);
            if (open != Sockets)
                throw new BenchException($"{open} sockets are open, not {Sockets}.");

            var kilobytes = (after.Rss - before.Rss) * 1024 / Sockets;
            Console.WriteLine(FormattableString.Invariant(
                $"  {name,-22}{before.Rss:0} MB, with {Sockets:N0} {after.Rss:0} MB, closed {closed.Rss:0} MB   managed {before.Heap:0}, {after.Heap:0}, {closed.Heap:0} MB   {kilobytes:0.0} KB each"));
            return new Finding($"memory (RSS) of an idle {name}", kilobytes, 25, "KB", IsLimit: true);
        }

        async Task<List<Listener>> Open(ServerProcess server, string path, int count)
        {
            var opened = await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(_ => Task.Run(
                async () =>
                {
                    var own = new List<Listener>();
                    while (own.Count < count / AtOnce)
                        own.Add(await Listener.Connect(server, path, halext.Token, ct));
                    return own;
                },
                ct)));
            return [.. opened.SelectMany(o => o)];
        }

        async Task Close(ServerProcess server, List<Listener> sockets)
        {
            sockets.ForEach(s => s.Dispose());
            for (var tries = 0; await CountOpen(server) > 0; tries++)
            {
                if (tries == 100)
                    throw new BenchException($"{await CountOpen(server)} sockets stay open although their clients have gone.");
                await Task.Delay(TimeSpan.FromMilliseconds(100), ct);
            }
        }

        async Task<int> CountOpen(ServerProcess server)
        {
            using var answer = await Http.Get(new Uri(server.Url, "/v1/realtime/stats"), halext.Token, ct);
            return (await answer.Content.ReadFromJsonAsync<JsonElement>(ct)).GetProperty("active_connections").GetInt32();
        }

        async Task<(double Rss, double Heap)> Settled(ServerProcess server)
        {
            // Twice: what has a finalizer goes with the second.
            for (var i = 0; i < 2; i++)
            {
                await server.CollectGarbage(ct);
                await Task.Delay(SettleTime, ct);
            }

            using var answer = await Http.Get(new Uri(server.Url, "/metrics"), halext.Token, ct);
            var heap = (await answer.Content.ReadAsStringAsync(ct)).Split('\n').FirstOrDefault(l => l.StartsWith("dotnet_gc_heap_bytes ", StringComparison.Ordinal));
            return (server.Memory().Now, heap is null ? double.NaN : double.Parse(heap.AsSpan(heap.IndexOf(' ', StringComparison.Ordinal)), CultureInfo.InvariantCulture) / (1 << 20));
        }
    }
}
