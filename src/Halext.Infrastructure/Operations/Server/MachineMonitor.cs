using Halext.Application.Operations.Server;
using Halext.Infrastructure.Common.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Halext.Infrastructure.Operations.Server;

/// <summary>Measures the machine every few seconds: on Linux by <c>/proc</c>, elsewhere by what .NET itself knows, which lacks processors and load.</summary>
internal sealed partial class MachineMonitor : BackgroundService, IMachine
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private readonly string _directory;
    private readonly TimeProvider _clock;
    private readonly ILogger<MachineMonitor> _logger;
    private ProcFiles.CpuTimes _cpu;
    private volatile MachineSample _latest;

    public MachineMonitor(HalextSettings settings, TimeProvider clock, ILogger<MachineMonitor> logger)
    {
        (_directory, _clock, _logger) = (settings.DataDirectory, clock, logger);
        _latest = Measure();
    }

    public MachineSample Latest => _latest;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, _clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                _latest = Measure();
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
            {
                // The last measurement stands; the server has more important things to do than to end for this.
                LogFailed(_logger, e);
            }
        }
    }

    private static Capacity MeasureDisk(string directory)
    {
        // It is made when something is first put into it.
        while (!Directory.Exists(directory) && Path.GetDirectoryName(directory) is { } parent)
            directory = parent;
        var drive = new DriveInfo(directory);
        return new Capacity(drive.TotalSize, drive.TotalSize - drive.TotalFreeSpace, drive.AvailableFreeSpace);
    }

    private MachineSample Measure()
    {
        var disk = MeasureDisk(_directory);
        if (!OperatingSystem.IsLinux())
        {
            var memory = GC.GetGCMemoryInfo();
            var (total, used) = (memory.TotalAvailableMemoryBytes, memory.MemoryLoadBytes);
            return new MachineSample(0, new LoadAverage(0, 0, 0), new Capacity(total, used, total - used), disk, Environment.TickCount64 / 1000.0);
        }

        var before = _cpu;
        _cpu = ProcFiles.ReadCpu(File.ReadAllText("/proc/stat"));
        return new MachineSample(
            _cpu.BusySince(before),
            ProcFiles.ReadLoad(File.ReadAllText("/proc/loadavg")),
            ProcFiles.ReadMemory(File.ReadAllText("/proc/meminfo")),
            disk,
            ProcFiles.ReadUptime(File.ReadAllText("/proc/uptime")));
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The machine could not be measured")]
    private static partial void LogFailed(ILogger logger, Exception exception);
}
