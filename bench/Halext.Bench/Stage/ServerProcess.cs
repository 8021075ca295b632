using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Halext.Bench.Stage;

/// <summary>A server under test, as a process of its own.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(10);

    private readonly Process _process;
    private readonly string _errors;

    private ServerProcess(Process process, string errors, int port)
    {
        _process = process;
        _errors = errors;
        Url = new Uri($"http://127.0.0.1:{port.ToString(CultureInfo.InvariantCulture)}");
    }

    public Uri Url { get; }

    /// <summary>From the start of the process until /ready answered 200.</summary>
    public TimeSpan ReadyAfter { get; private set; }

    /// <summary>Starts a program of this build and waits until it is ready.</summary>
    /// <param name="assembly">The program's path.</param>
    /// <param name="arguments">Makes its arguments, given the port.</param>
    /// <param name="environment">Makes its variables, given the port; nothing of the caller's own configuration gets through.</param>
    /// <param name="directory">Its working directory.</param>
    /// <param name="ct">Gives up.</param>
    public static async Task<ServerProcess> Start(
        string assembly, Func<int, IEnumerable<string>> arguments, Func<int, Dictionary<string, string>> environment, string directory, CancellationToken ct)
    {
        var port = FreePort();
        var errors = Path.Combine(directory, $"server-{port}.err");

        // What it logs is formatted and written as in production, and goes nowhere: the disk belongs to the database.
        var start = new ProcessStartInfo("/bin/sh") { WorkingDirectory = directory };
        foreach (var argument in (string[])["-c", "exec \"$0\" \"$@\" >/dev/null 2>\"$BENCH_ERRORS\"", Environment.ProcessPath!, assembly, .. arguments(port)])
            start.ArgumentList.Add(argument);
        Isolate(start.Environment);
        start.Environment["BENCH_ERRORS"] = errors;
        foreach (var (name, value) in environment(port))
            start.Environment[name] = value;

        var clock = Stopwatch.StartNew();
        var server = new ServerProcess(Process.Start(start)!, errors, port);
        try
        {
            await server.WaitUntilReady(ct);
            server.ReadyAfter = clock.Elapsed;
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Resident memory in MB (2²⁰ bytes), now and at its highest.</summary>
    public (double Now, double Peak) Memory()
    {
        var status = File.ReadLines($"/proc/{_process.Id}/status").ToList();
        return (Megabytes("VmRSS:"), Megabytes("VmHWM:"));

        double Megabytes(string field) =>
            int.Parse(status.First(l => l.StartsWith(field, StringComparison.Ordinal)).AsSpan(field.Length).TrimEnd("kB").Trim(), CultureInfo.InvariantCulture) / 1024.0;
    }

    /// <summary>Has it collect all of its garbage, so that what is left is in use.</summary>
    public Task CollectGarbage(CancellationToken ct) => DiagnosticPort.CollectGarbage(_process.Id, ct);

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            // SIGTERM, as systemd sends it; Process.Kill would not let it end in order.
            using var kill = Process.Start(new ProcessStartInfo("kill", _process.Id.ToString(CultureInfo.InvariantCulture)) { RedirectStandardError = true });
            using var timeout = new CancellationTokenSource(StopTimeout);
            await _process.WaitForExitAsync(timeout.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!_process.HasExited)
                _process.Kill();
        }

        _process.Dispose();
    }

    private async Task WaitUntilReady(CancellationToken ct)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(ct);
        timeout.CancelAfter(StartTimeout);
        while (true)
        {
            try
            {
                using var answer = await Http.Get(new Uri(Url, "/ready"), token: null, timeout.Token);
                if (answer.IsSuccessStatusCode)
                    return;
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }
            catch (OperationCanceledException) when (!ct.IsCancellationRequested)
            {
                throw new BenchException($"the server at {Url} is not ready after {StartTimeout.TotalSeconds} s: {Errors()}");
            }

            if (_process.HasExited)
                throw new BenchException($"the server ended: {Errors()}");
            await Task.Delay(PollInterval, ct);
        }
    }

    private string Errors() => File.Exists(_errors) ? File.ReadAllText(_errors).Trim() : "";

    private static void Isolate(IDictionary<string, string?> environment)
    {
        string[] kept = ["PATH", "HOME", "TMPDIR", "LANG"];
        foreach (var name in environment.Keys.Where(n => !kept.Contains(n) && !n.StartsWith("DOTNET_", StringComparison.Ordinal)).ToList())
            environment.Remove(name);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
