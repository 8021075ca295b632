using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Halext.ApiTests.Messaging;
using Halext.TestKit;
using Halext.TestKit.FakeModels;

namespace Halext.ApiTests.Workbench;

/// <summary>Tests of Web+'s routes, with the real adapter of Ollama and a server that answers like one.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public abstract class WorkbenchTest : IAsyncDisposable
{
    private readonly List<TestServer> _nodes = [];
    private Socket? _closedPort;

    protected FakeModelServer Models { get; private set; } = null!;

    protected TestServer Server => _nodes[0];

    [SetUp]
    public async Task Start()
    {
        Models = await FakeModelServer.Start();
        Models.Models = ["llama2:7b", "library/mini:1b"];
        Models.Loaded = [];
        await StartNode(null);

        // Every request takes the next scripted answer, also one for a list.
        if (KnowsModels)
            await (await Server.SignUp()).Client.Get("/models/available").ShouldBeOk();
    }

    /// <summary>Whether the server has asked for the list of models before the test begins.</summary>
    protected virtual bool KnowsModels => true;

    public async ValueTask DisposeAsync()
    {
        foreach (var node in Enumerable.Reverse(_nodes))
            await node.DisposeAsync();
        if (_closedPort is null)
            await Models.DisposeAsync();
        _closedPort?.Dispose();
        GC.SuppressFinalize(this);
    }

    protected async Task StopModels()
    {
        var address = new IPEndPoint(IPAddress.Loopback, Models.Address.Port);
        await Models.DisposeAsync();

        // Taken, though nobody listens: the server of another test must not answer there.
        _closedPort = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        _closedPort.Bind(address);
    }

    /// <summary>Another node of the same database.</summary>
    protected Task<TestServer> StartNode() => StartNode(Server.ConnectionString);

    private async Task<TestServer> StartNode(string? database)
    {
        var node = await TestServer.Start(new Dictionary<string, string?> { ["OLLAMA_URL"] = Models.Address.ToString() }, connectionString: database);
        _nodes.Add(node);
        return node;
    }

    /// <summary>The n-th chat that the server of models was asked for.</summary>
    protected FakeRequest Chat(int number) => Models.Requests.Where(r => r.Path == "/api/chat").ElementAt(number);

    protected static IReadOnlyList<string> Said(FakeRequest chat) =>
        [.. chat.Body.GetProperty("messages").EnumerateArray().Select(m => $"{m.GetProperty("role").GetString()}: {m.GetProperty("content").GetString()}")];

    /// <summary>An answer that says something and then goes on when the test says so.</summary>
    protected static FakeAnswer Endless(params string[] pieces) => FakeAnswer.Says(pieces).ThenIsSilent();
}

/// <summary>A stream of Web+'s events, read as it comes.</summary>
internal sealed class TypedStream : IDisposable
{
    private readonly HttpResponseMessage _response;
    private readonly StreamReader _reader;

    private TypedStream(HttpResponseMessage response, Stream stream) => (_response, _reader) = (response, new StreamReader(stream));

    public HttpResponseMessage Response => _response;

    public static async Task<TypedStream> Open(TestClient client, object body, string path = "/chat/completions/stream")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = new StringContent(JsonSerializer.Serialize(body), Encoding.UTF8, "application/json"),
        };
        var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.That((int)response.StatusCode, Is.EqualTo(200), response.IsSuccessStatusCode ? "" : await response.Content.ReadAsStringAsync());
        Assert.That(response.Content.Headers.ContentType?.MediaType, Is.EqualTo("text/event-stream"));
        return new TypedStream(response, await response.Content.ReadAsStreamAsync());
    }

    /// <summary>The next event; null at the end.</summary>
    public async Task<JsonElement?> Next()
    {
        while (await _reader.ReadLineAsync().WaitAsync(TimeSpan.FromMinutes(1)) is { } line)
        {
            if (line.StartsWith("data: ", StringComparison.Ordinal))
                return JsonDocument.Parse(line[6..]).RootElement;
        }

        return null;
    }

    public async Task<JsonElement> Next(string type)
    {
        var next = await Next() ?? throw new AssertionException($"The stream ended before '{type}'.");
        Assert.That(next.Text("type"), Is.EqualTo(type), next.GetRawText());
        Assert.That(next.EnumerateObject().Select(p => p.Name), Is.EqualTo(new[] { "type", "content", "timestamp", "metadata" }));
        return next;
    }

    /// <summary>All that is left.</summary>
    public async Task<List<JsonElement>> Rest()
    {
        var rest = new List<JsonElement>();
        while (await Next() is { } next)
            rest.Add(next);
        return rest;
    }

    public void Dispose()
    {
        _reader.Dispose();
        _response.Dispose();
    }
}
