using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using Halext.Application.Assistant.Providers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace Halext.TestKit.FakeModels;

/// <summary>
/// A server of models on a free loopback port that speaks OpenAI (<c>/v1/chat/completions</c>), Anthropic (<c>/v1/messages</c>) and Ollama
/// (<c>/api/chat</c>), and does what a test tells it to:
/// <code>
/// await using var models = await FakeModelServer.Start();
/// models.Answer(FakeAnswer.Fails(503), FakeAnswer.Says("Hel", "lo"));
/// … talk to models.Connection(ProviderProtocol.OpenAi) …
/// Assert.That(models.Requests[1].Body.GetProperty("model").GetString(), Is.EqualTo("small"));
/// </code>
/// Without a scripted answer it repeats the last thing that the user said: <c>You wrote: …</c>. Lists of models and embeddings consume
/// scripted failures too.
/// </summary>
public sealed class FakeModelServer : IAsyncDisposable
{
    /// <summary>The key in connections; failures repeat it, so that tests can look for it where it must not be.</summary>
    public const string Key = "sk-fake-4f1d0c77b2e94a35";

    private static readonly Dictionary<ProviderProtocol, FakeWire> Wires = new()
    {
        [ProviderProtocol.OpenAi] = new FakeOpenAi(),
        [ProviderProtocol.Anthropic] = new FakeAnthropic(),
        [ProviderProtocol.Ollama] = new FakeOllama(),
    };

    private readonly WebApplication _app;
    private readonly ConcurrentQueue<FakeAnswer> _script = new();
    private readonly ConcurrentQueue<FakeRequest> _requests = new();
    private readonly CancellationTokenSource _stopping = new();

    private FakeModelServer(WebApplication app) => _app = app;

    public Uri Address => new(_app.Urls.First());

    /// <summary>What was asked, in order.</summary>
    public IReadOnlyList<FakeRequest> Requests => [.. _requests];

    /// <summary>The models that are offered.</summary>
    public IReadOnlyList<string> Models { get; set; } = ["small", "large:70b"];

    /// <summary>What Ollama has in memory, changed by its orders; null leaves that to a list of all, whatever is ordered.</summary>
    public IReadOnlyList<string>? Loaded { get; set; }

    /// <summary>What is answered when the script is used up.</summary>
    public Func<FakeRequest, FakeAnswer> Otherwise { get; set; } = Repeat;

    /// <summary>The same for lists, vectors and housekeeping, where nothing goes wrong with them.</summary>
    public Func<FakeRequest, FakeAnswer> OtherwiseBesideChats { get; set; } = _ => FakeAnswer.Says();

    /// <summary>Whether Ollama's newer route of embeddings is there.</summary>
    public bool HasNewEmbeddings { get; set; } = true;

    /// <summary>Starts a server.</summary>
    /// <param name="port">A fixed port, for benches; none takes a free one.</param>
    public static async Task<FakeModelServer> Start(int port = 0)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());

        // A flush ends when the bytes have left the process: what is sent before a break comes through.
        builder.WebHost.UseKestrelCore().UseSockets(o => o.MaxWriteBufferSize = 1).UseUrls($"http://127.0.0.1:{port}");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        var server = new FakeModelServer(app);
        app.Run(server.Serve);
        await app.StartAsync();
        return server;
    }

    /// <summary>Adds answers to the script: each request takes the next.</summary>
    public void Answer(params FakeAnswer[] answers)
    {
        foreach (var answer in answers)
            _script.Enqueue(answer);
    }

    /// <summary>What leads here.</summary>
    /// <param name="protocol">Decides the path.</param>
    /// <param name="key">The credential, or null.</param>
    /// <param name="provider">The provider's key in Halext; none takes the protocol's own.</param>
    public ProviderConnection Connection(ProviderProtocol protocol, string? key = Key, string? provider = null) =>
        new(provider ?? protocol.ToString().ToLowerInvariant(), protocol, protocol == ProviderProtocol.OpenAi ? new Uri(Address, "/v1") : Address, key, IsGuarded: false);

    /// <summary>Waits for the n-th request, counted from 0.</summary>
    public async Task<FakeRequest> Request(int number)
    {
        await Eventually.True(() => _requests.Count > number);
        return Requests[number];
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _app.StopAsync();
        await _app.DisposeAsync();
        _stopping.Dispose();
    }

    private static FakeAnswer Repeat(FakeRequest request)
    {
        var question = request.Body.ValueKind == JsonValueKind.Object && request.Body.TryGetProperty("messages", out var messages)
            ? messages.EnumerateArray().LastOrDefault(m => m.GetProperty("role").GetString() == "user")
            : default;
        return FakeAnswer.Says("You ", "wrote: ", question.ValueKind == JsonValueKind.Undefined ? "nothing" : Words(question.GetProperty("content")));
    }

    private static string Words(JsonElement content) => content.ValueKind == JsonValueKind.String
        ? content.GetString()!
        : string.Concat(content.EnumerateArray().Select(part => part.TryGetProperty("text", out var text) ? text.GetString() : ""));

    private async Task Serve(HttpContext context)
    {
        var request = await Read(context.Request);
        _requests.Enqueue(request);
        using var registration = context.RequestAborted.Register(request.NoticeGone);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, _stopping.Token);
        var wire = Wires[request.Protocol];
        var isChat = request.Path is "/v1/chat/completions" or "/v1/messages" or "/api/chat";
        if (!_script.TryDequeue(out var answer))
            answer = isChat ? Otherwise(request) : OtherwiseBesideChats(request);
        try
        {
            await answer.Gate(either.Token);
            if (answer.Status is { } status)
                await Fail(context, request, wire, answer, status, either.Token);
            else if (answer.Raw is { } raw)
                await Whole(context, 200, raw.MediaType, raw.Body, either.Token);
            else if (isChat)
                await new FakeReply(context.Response, wire, answer, request.Body).Write(either.Token);
            else
                await Other(context, request, answer, either.Token);
        }
        catch (OperationCanceledException)
        {
            // What is registered last hears of it first: this may be over before the registration's turn.
            if (context.RequestAborted.IsCancellationRequested)
                request.NoticeGone();
            context.Abort();
        }
        finally
        {
            request.NoticeOver();
        }
    }

    private static async Task<FakeRequest> Read(HttpRequest request)
    {
        using var reader = new StreamReader(request.Body);
        var path = request.Path.Value!;
        var protocol = path.StartsWith("/api/", StringComparison.Ordinal) ? ProviderProtocol.Ollama
            : request.Headers.ContainsKey("anthropic-version") ? ProviderProtocol.Anthropic
            : ProviderProtocol.OpenAi;
        return new FakeRequest(
            protocol,
            request.Method,
            path,
            request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase),
            await reader.ReadToEndAsync());
    }

    private static Task Fail(HttpContext context, FakeRequest request, FakeWire wire, FakeAnswer answer, int status, CancellationToken ct)
    {
        if (answer.RetryAfter is { } wait)
            context.Response.Headers.RetryAfter = wait;
        if (answer.Location is { } location)
            context.Response.Headers.Location = location;
        var key = request.Headers.GetValueOrDefault("Authorization") ?? request.Headers.GetValueOrDefault("x-api-key");
        return Whole(context, status, "application/json", wire.Failure(status, answer.Code, $"Refused at http://10.1.2.3/: {key}"), ct);
    }

    private Task Other(HttpContext context, FakeRequest request, FakeAnswer answer, CancellationToken ct)
    {
        var wire = Wires[request.Protocol];
        return answer.Fault == FakeFault.Garbage
            ? Whole(context, 200, "application/json", "{\"data\": [7, ", ct)
            : FakeLists.Body(request, this, answer) is { } body
                ? Whole(context, 200, request.Path == "/api/pull" ? "application/x-ndjson" : "application/json", body, ct)
                : Whole(context, 404, request.Path == "/api/embed" ? "text/plain" : "application/json", wire.Failure(404, "model_not_found", "not found"), ct);
    }

    private static async Task Whole(HttpContext context, int status, string mediaType, string body, CancellationToken ct)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = mediaType;
        context.Response.ContentLength = Encoding.UTF8.GetByteCount(body);
        await context.Response.WriteAsync(body, ct);
    }
}
