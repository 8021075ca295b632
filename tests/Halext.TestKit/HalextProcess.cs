using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Halext.TestKit;

/// <summary>The server as operators start it: a process of its own, in a working directory of its own.</summary>
public sealed class HalextProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private static int _lastPort = 20_000 + (Environment.ProcessId % 100 * 100);

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _lines = new();

    private readonly TemporaryDirectory? _ownDirectory;

    private HalextProcess(Process process, string directory, TemporaryDirectory? ownDirectory, int port)
    {
        (_process, WorkingDirectory, _ownDirectory, Port) = (process, directory, ownDirectory, port);
        process.OutputDataReceived += (_, e) => Keep(e.Data);
        process.ErrorDataReceived += (_, e) => Keep(e.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public string WorkingDirectory { get; }

    public int Port { get; }

    public int Id => _process.Id;

    public Uri Address => new($"http://127.0.0.1:{Port}");

    /// <summary>What it has printed so far.</summary>
    public string Output => string.Join('\n', _lines);

    /// <summary>Starts <c>halext serve</c>, or another command, and does not wait for anything.</summary>
    /// <param name="arguments">The command line; none serves.</param>
    /// <param name="directory">The working directory; none makes a new one, which disposal deletes.</param>
    /// <param name="port">The port; none takes a free one.</param>
    /// <param name="environment">Environment variables beyond the tests' own; a null value removes one.</param>
    public static HalextProcess Start(
        IEnumerable<string>? arguments = null, string? directory = null, int? port = null, IReadOnlyDictionary<string, string?>? environment = null)
    {
        var ownDirectory = directory is null ? new TemporaryDirectory() : null;
        directory ??= ownDirectory!.Path;
        var chosen = port ?? FreePort();
        // Whoever runs the tests in the background has SIGINT ignored, and ignoring is inherited; Ctrl-C is part of what is tested.
        var start = new ProcessStartInfo("env")
        {
            WorkingDirectory = directory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.ArgumentList.Add("--default-signal=INT");
        start.ArgumentList.Add("dotnet");
        start.ArgumentList.Add(Repository.ServerProgram);
        foreach (var argument in arguments ?? ["serve"])
            start.ArgumentList.Add(argument);

        // Whoever runs the tests may have settings of their own.
        foreach (var name in start.Environment.Keys.Where(IsSetting).ToList())
            start.Environment.Remove(name);
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Development";
        start.Environment["API_PORT"] = chosen.ToString(CultureInfo.InvariantCulture);
        foreach (var (name, value) in environment ?? new Dictionary<string, string?>())
        {
            if (value is null)
                start.Environment.Remove(name);
            else
                start.Environment[name] = value;
        }

        return new HalextProcess(new Process { StartInfo = start }, directory, ownDirectory, chosen);
    }

    /// <summary>Waits until it answers, or fails with what it printed.</summary>
    public async Task<HalextProcess> Ready()
    {
        using var client = new TestClient(Address);
        await Eventually.True(async () =>
        {
            Assert.That(_process.HasExited, Is.False, Output);
            try
            {
                return (await client.Get("/ready")).IsSuccessStatusCode;
            }
            catch (HttpRequestException)
            {
                return false;
            }
        });
        return this;
    }

    /// <summary>Waits for its end.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> Exit()
    {
        using var timeout = new CancellationTokenSource(Patience);
        await _process.WaitForExitAsync(timeout.Token);
        return _process.ExitCode;
    }

    /// <summary>Says a line to its standard input.</summary>
    public async Task Say(string line)
    {
        await _process.StandardInput.WriteLineAsync(line);
        _process.StandardInput.Close();
    }

    /// <summary>Asks it to stop, as Ctrl-C and service managers do, and waits.</summary>
    public async Task<int> Stop(string signal = "TERM")
    {
        using var kill = Process.Start("kill", ["-" + signal, Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
        return await Exit();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            await Stop();
        _process.Dispose();
        _ownDirectory?.Dispose();
    }

    /// <summary>Below those that the kernel gives to whoever asks for any: nobody is given it before the process takes it.</summary>
    public static int FreePort()
    {
        while (true)
        {
            var port = Interlocked.Increment(ref _lastPort);
            try
            {
                using var listener = new TcpListener(IPAddress.Loopback, port);
                listener.Start();
                return port;
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressAlreadyInUse)
            {
                // The next, then.
            }
        }
    }

    private static bool IsSetting(string name) =>
        name is "DATABASE_URL" or "SECRET_KEY" or "JWT_SECRET_KEY" or "ACCESS_CODE" or "DEV_MODE" or "ENVIRONMENT"
        || name.StartsWith("HALEXT_", StringComparison.Ordinal) || name.StartsWith("API_", StringComparison.Ordinal)
        || name.StartsWith("BACKUP_", StringComparison.Ordinal) || name.StartsWith("ASPNETCORE_", StringComparison.Ordinal) || name.StartsWith("OTEL_", StringComparison.Ordinal);

    private void Keep(string? line)
    {
        if (line is not null)
            _lines.Enqueue(line);
    }
}
