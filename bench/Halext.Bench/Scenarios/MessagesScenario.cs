using System.Text.Json;
using Halext.Bench.Load;
using Halext.Bench.Stage;

namespace Halext.Bench.Scenarios;

/// <summary>Whether a conversation stays fast when it grows: one of 1,000 and one of 1,000,000 messages.</summary>
internal static class MessagesScenario
{
    private const int Few = 1_000;
    private const int Many = 1_000_000;
    private const int Page = 50;

    public static async Task<IReadOnlyList<Finding>> Run(BenchCluster cluster, BenchOptions options, CancellationToken ct)
    {
        await using var small = await HalextSite.Open(cluster, "bench_messages_small", ct);
        await using var large = await HalextSite.Open(cluster, "bench_messages_large", ct);
        var (few, many) = (await Room.Fill(small, Few, ct), await Room.Fill(large, Many, ct));

        var findings = new List<Finding>();
        foreach (var (name, script, path, count) in new (string, string, Func<Room, string>, int)[]
        {
            ("newest messages", "list.lua", r => $"{r.Messages}?limit={Page}", Page),
            ("page in the middle", "list.lua", r => $"{r.Messages}?limit={Page}&before={r.Middle}", Page),
            ("conversations", "list.lua", _ => "/conversations/", 1),
            ("post", "post.lua", r => r.Messages, 0),
        })
        {
            var (yardstick, challenger) = (few.Target(name, path(few), script), many.Target(name, path(many), script));
            if (count > 0)
                await Agreement.OnCount(count, [yardstick, challenger], ct);
            findings.Add(new Finding($"{name} at {Many:N0}, of {Few:N0}", await Duel.Run(yardstick, challenger, options, ct), 0.8));
        }

        return findings;
    }

    /// <summary>A conversation with so many messages.</summary>
    private sealed record Room(HalextSite Site, int Size, string Messages, int Middle)
    {
        public static async Task<Room> Fill(HalextSite site, int size, CancellationToken ct)
        {
            var messages = $"/conversations/{await site.Seed.AddConversation(size, ct)}/messages";
            using var newest = await Http.Get(new Uri(site.Server.Url, messages + "?limit=1"), site.Token, ct);
            var id = (await newest.Content.ReadFromJsonAsync<JsonElement>(ct))[0].GetProperty("id").GetInt32();
            return new Room(site, size, messages, id - (size / 2));
        }

        public Target Target(string name, string path, string script) => Site.Target($"{name}, {Size:N0}", path, script);
    }
}
