using Halext.Application.Assistant;
using Halext.Application.Assistant.Nodes;
using Halext.Application.Assistant.Providers;
using Halext.TestKit.FakeModels;
using Halext.UnitTests.Assistant.Providers;

namespace Halext.UnitTests.Assistant.Nodes;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class OllamaHostTests : IAsyncDisposable
{
    private readonly Adapters _adapters = new();
    private FakeModelServer _server = null!;

    private IOllamaHost Host => _adapters.Host;

    private ProviderConnection Connection => _server.Connection(ProviderProtocol.Ollama);

    [SetUp]
    public async Task StartServer() => _server = await FakeModelServer.Start();

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _adapters.Dispose();
    }

    [Test]
    public async Task Tells_version_memory_and_models()
    {
        Assert.That(await Host.Version(Connection, default), Is.EqualTo("0.12.3"));
        Assert.That((await Host.LoadedModels(Connection, default)).Select(m => (m.Name, m.VramBytes)), Does.Contain(("small", 4_000_000_000L)));
        var model = await Host.Show(Connection, "small", default);
        Assert.That((model.Family, model.ParameterSize, model.Quantization, model.ContextLength), Is.EqualTo(("llama", "8.0B", "Q4_K_M", 131072)));
        Assert.That(model.Capabilities, Is.EqualTo(new[] { "completion", "tools" }));
        Assert.That(Failure(() => Host.Show(Connection, "nobody", default)), Is.EqualTo(ProviderFailure.UnknownModel));
    }

    [Test]
    public async Task Tells_how_far_a_download_is()
    {
        var progress = new List<PullProgress>();
        await foreach (var step in Host.Pull(Connection, "small", default))
            progress.Add(step);
        Assert.That(progress, Has.Count.EqualTo(4));
        Assert.That(progress[1], Is.EqualTo(new PullProgress("pulling 1f", 250, 1000)));
        Assert.That(progress[^1].Status, Is.EqualTo("success"));
    }

    [Test]
    public void A_download_that_fails_throws() =>
        Assert.That(Failure(async () =>
        {
            await foreach (var _ in Host.Pull(Connection, "nobody", default))
            {
            }
        }), Is.EqualTo(ProviderFailure.Refused));

    [Test]
    public async Task Loads_unloads_and_deletes()
    {
        await Host.Load(Connection, "small", TimeSpan.FromMinutes(5), default);
        await Host.Unload(Connection, "small", default);
        await Host.Delete(Connection, "small", default);
        Assert.That(_server.Requests[0].Body.GetProperty("keep_alive").GetInt32(), Is.EqualTo(300));
        Assert.That(_server.Requests[0].Body.TryGetProperty("prompt", out _), Is.False);
        Assert.That(_server.Requests[1].Body.GetProperty("keep_alive").GetInt32(), Is.Zero);
        Assert.That((_server.Requests[2].Method, _server.Requests[2].Path), Is.EqualTo(("DELETE", "/api/delete")));
        Assert.That(Failure(() => Host.Delete(Connection, "nobody", default)), Is.EqualTo(ProviderFailure.UnknownModel));
    }

    [Test]
    public async Task Paints() => Assert.That(await Host.Paint(Connection, "small", "a cat", default), Is.EqualTo(Convert.FromBase64String(FakeLists.Png)));

    private static ProviderFailure Failure(Func<Task> call) => Assert.ThrowsAsync<ProviderException>(call)!.Failure;
}
