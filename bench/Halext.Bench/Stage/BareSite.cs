using System.Globalization;
using Halext.Bench.Load;

namespace Halext.Bench.Stage;

/// <summary>The bare server, on the database of a <see cref="HalextSite"/>.</summary>
internal sealed class BareSite : IAsyncDisposable
{
    private BareSite(ServerProcess server) => Server = server;

    public ServerProcess Server { get; }

    public static async Task<BareSite> Open(BenchCluster cluster, string connectionString, CancellationToken ct) =>
        new(await ServerProcess.Start(
            Programs.Bench,
            port => ["bare", port.ToString(CultureInfo.InvariantCulture), connectionString],
            _ => [],
            cluster.Directory,
            ct));

    public Target Target(string path, string script) => new("bare", new Uri(Server.Url, path), script, Token: "none");

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}
