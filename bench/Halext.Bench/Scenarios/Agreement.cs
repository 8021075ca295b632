using System.Text.Json.Nodes;
using Halext.Bench.Load;
using Halext.Bench.Stage;

namespace Halext.Bench.Scenarios;

/// <summary>Makes sure that what is compared is the same work: both sides answer the same before they are measured.</summary>
internal static class Agreement
{
    /// <exception cref="BenchException">The two lists differ in a byte.</exception>
    public static async Task OnList(Target a, Target b, CancellationToken ct)
    {
        var (first, second) = (await Get(a, ct), await Get(b, ct));
        if (first != second)
            throw new BenchException($"{a.Name} and {b.Name} answer differently:\n{first}\n{second}");
        CheckCount(a, first, Seed.TasksOfUser);
    }

    /// <exception cref="BenchException">The two answers differ in more than the id and the instant of the new task.</exception>
    public static async Task OnCreate(Target a, Target b, CancellationToken ct)
    {
        var (first, second) = (await Post(a, ct), await Post(b, ct));
        if (first != second)
            throw new BenchException($"{a.Name} and {b.Name} answer differently:\n{first}\n{second}");
    }

    /// <exception cref="BenchException">A list has another length.</exception>
    public static async Task OnCount(int count, IReadOnlyList<Target> targets, CancellationToken ct)
    {
        foreach (var target in targets)
            CheckCount(target, await Get(target, ct), count);
    }

    private static void CheckCount(Target target, string json, int count)
    {
        if (JsonNode.Parse(json) is not JsonArray array)
            throw new BenchException($"{target.Name} does not answer a list: {json}");
        if (array.Count != count)
            throw new BenchException($"{target.Name} answers {array.Count} items, not {count}.");
    }

    private static async Task<string> Get(Target target, CancellationToken ct)
    {
        using var answer = await Http.Get(target.Url, target.Token, ct);
        return await answer.Content.ReadAsStringAsync(ct);
    }

    private static async Task<string> Post(Target target, CancellationToken ct)
    {
        var body = new { title = "Agree – \"quoted\"", description = "<both>", due_date = "2030-01-01T09:30:00Z", labels = new[] { "label 7", "label 3" } };
        using var answer = await Http.Post(target.Url, target.Token, body, ct);
        var json = JsonNode.Parse(await answer.Content.ReadAsStringAsync(ct))!.AsObject();
        if (!answer.IsSuccessStatusCode)
            throw new BenchException($"{target.Name} refuses a task: {json}");
        json.Remove("id");
        json.Remove("created_at");
        return json.ToJsonString();
    }
}
