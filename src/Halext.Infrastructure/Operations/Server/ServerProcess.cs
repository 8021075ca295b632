using System.Diagnostics;
using Halext.Application.Operations.Server;
using Halext.Infrastructure.Common.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Halext.Infrastructure.Operations.Server;

/// <summary>This process. The program that it runs in ends with an exit code other than 0 when the host stops by itself.</summary>
internal sealed partial class ServerProcess(HalextSettings settings, IHostApplicationLifetime lifetime, TimeProvider clock, ILogger<ServerProcess> logger)
    : IServerProcess, IDisposable
{
    /// <summary>For the answer to get out. The host lets running requests end in any case, but takes no new ones.</summary>
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(1);

    private ITimer? _stop;

    public bool IsSupervised => settings.IsSupervised;

    public TimeSpan Uptime
    {
        get
        {
            // A process lives in real time, whatever clock the application goes by.
            using var process = Process.GetCurrentProcess();
            return TimeProvider.System.GetUtcNow() - process.StartTime.ToUniversalTime();
        }
    }

    public void StopSoon()
    {
        LogRestart(logger);
        Interlocked.Exchange(ref _stop, clock.CreateTimer(_ => lifetime.StopApplication(), null, Moment, Timeout.InfiniteTimeSpan))?.Dispose();
    }

    public void Dispose() => _stop?.Dispose();

    [LoggerMessage(Level = LogLevel.Warning, Message = "An admin restarts the server")]
    private static partial void LogRestart(ILogger logger);
}
