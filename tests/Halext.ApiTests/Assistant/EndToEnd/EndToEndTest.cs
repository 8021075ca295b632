using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json;
using Halext.Application.Assistant.Providers;
using Halext.Infrastructure.Assistant.Providers.Resilience;
using Halext.TestKit;
using Halext.TestKit.FakeModels;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Halext.ApiTests.Assistant.EndToEnd;

/// <summary>
/// Routes, gateway, adapters and the fake server of models together, as in production but for the waits. Each test asks models of its own names,
/// by which the fake server knows what to answer whom.
/// </summary>
public abstract class EndToEndTest
{
    protected const string OperatorsKey = "sk-of-the-operator";

    private static int _models;
    private readonly ConcurrentDictionary<string, ConcurrentQueue<FakeAnswer>> _answers = new();

    protected FakeModelServer Models { get; private set; } = null!;

    protected TestServer Server { get; private set; } = null!;

    /// <summary>Variables beside those that lead to the fake server.</summary>
    protected virtual Dictionary<string, string?> Settings => [];

    /// <summary>Repetitions at once: their waits would be for the tests' clock. A breaker that many tests share must not open.</summary>
    internal virtual ResilienceTimes Times => new() { RetryDelay = TimeSpan.Zero, BreakerCalls = 10_000 };

    [OneTimeSetUp]
    public async Task StartServers()
    {
        Models = await FakeModelServer.Start();
        Models.Otherwise = request => Scripted(request) ?? FakeAnswer.Says("Yes.");
        Models.OtherwiseBesideChats = request => Scripted(request) ?? FakeAnswer.Says();
        var settings = new Dictionary<string, string?>
        {
            ["OPENAI_BASE_URL"] = new Uri(Models.Address, "/v1").AbsoluteUri,
            ["OPENAI_API_KEY"] = OperatorsKey,
            ["ANTHROPIC_BASE_URL"] = Models.Address.AbsoluteUri,
            ["ANTHROPIC_API_KEY"] = OperatorsKey,
            ["OLLAMA_URL"] = Models.Address.AbsoluteUri,
            ["OUTGOING_ALLOWED_NETWORKS"] = "127.0.0.1/32",
        };
        foreach (var (name, value) in Settings)
            settings[name] = value;
        Server = await TestServer.Start(settings, builder => builder.Services.AddSingleton(Times));
    }

    [OneTimeTearDown]
    public async Task StopServers()
    {
        await Server.DisposeAsync();
        await Models.DisposeAsync();
    }

    /// <summary>Registers the fake server as a machine of an administrator's.</summary>
    protected async Task<(TestUser Admin, JsonElement Node)> AddNode(object? more = null)
    {
        var admin = await Server.SignUp("admin");
        await Server.MakeAdmin(admin);
        var body = JsonSerializer.SerializeToNode(new { name = "den", node_type = "ollama", hostname = "127.0.0.1", port = Models.Address.Port, is_public = true })!.AsObject();
        foreach (var (name, value) in JsonSerializer.SerializeToNode(more ?? new { })!.AsObject().ToList())
            body[name] = value?.DeepClone();
        return (admin, await admin.Client.PostJson("/admin/ai-clients", body).ShouldBeOk());
    }

    /// <summary>A model that nobody else asks, and what it answers, in order.</summary>
    protected string Model(params FakeAnswer[] answers)
    {
        var name = $"model-{Interlocked.Increment(ref _models)}";
        _answers[name] = new ConcurrentQueue<FakeAnswer>(answers);
        return name;
    }

    /// <summary>What the fake server was asked of a model.</summary>
    protected IReadOnlyList<FakeRequest> Asked(string model) => [.. Models.Requests.Where(r => ModelOf(r) == model)];

    protected async Task<FakeRequest> FirstAsked(string model)
    {
        await Eventually.True(() => Asked(model).Count > 0);
        return Asked(model)[0];
    }

    protected static async Task<HttpResponseMessage> Open(TestUser user, string path, object body, CancellationToken ct = default)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(JsonSerializer.Serialize(body), Encoding.UTF8, "application/json") };
        var response = await user.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        return response;
    }

    /// <summary>A person's rows of the ledger, when there are so many.</summary>
    protected async Task<IReadOnlyList<Entry>> Ledger(TestUser user, int count)
    {
        IReadOnlyList<Entry> entries = [];
        await Eventually.True(async () => (entries = await Ledger(user)).Count >= count);
        return entries;
    }

    protected async Task<IReadOnlyList<Entry>> Ledger(TestUser user)
    {
        await using var connection = new NpgsqlConnection(Server.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(
            "SELECT model, route, prompt_tokens, completion_tokens, cost, is_estimated, outcome FROM model_uses WHERE user_id = $1 ORDER BY id", connection)
        {
            Parameters = { new() { Value = user.Id } },
        };
        await using var reader = await command.ExecuteReaderAsync();
        var entries = new List<Entry>();
        while (await reader.ReadAsync())
        {
            entries.Add(new Entry(
                reader.GetString(0), reader.GetString(1), reader.GetInt32(2), reader.GetInt32(3), reader.IsDBNull(4) ? null : reader.GetDecimal(4), reader.GetBoolean(5), reader.GetString(6)));
        }

        return entries;
    }

    protected static string? KeyOf(FakeRequest request) =>
        request.Headers.GetValueOrDefault("x-api-key") ?? request.Headers.GetValueOrDefault("Authorization")?.Replace("Bearer ", "", StringComparison.Ordinal);

    protected sealed record Entry(string Model, string Route, int Prompt, int Completion, decimal? Cost, bool IsEstimated, string Outcome);

    private FakeAnswer? Scripted(FakeRequest request) =>
        _answers.TryGetValue(ModelOf(request), out var answers) && answers.TryDequeue(out var answer) ? answer : null;

    private static string ModelOf(FakeRequest request) =>
        request.Body.ValueKind == JsonValueKind.Object && request.Body.TryGetProperty("model", out var model) ? model.GetString() ?? "" : "";
}
