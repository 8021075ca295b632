using System.Runtime.InteropServices;

namespace Halext.UnitTests;

/// <summary>How long this thread has computed. Limits on it hold on a busy machine too: waiting for a core is no part of it.</summary>
internal static class ProcessorTime
{
    /// <summary>CLOCK_THREAD_CPUTIME_ID of Linux.</summary>
    private const int ThreadClock = 3;

    /// <summary>What the work takes, all of which this thread does.</summary>
    public static TimeSpan Of(Action work)
    {
        var start = Now();
        work();
        return Now() - start;
    }

    private static TimeSpan Now()
    {
        if (ReadClock(ThreadClock, out var time) != 0)
            throw new InvalidOperationException("The system does not tell how long a thread has computed.");
        return TimeSpan.FromSeconds(time.Seconds) + TimeSpan.FromTicks(time.Nanoseconds / TimeSpan.NanosecondsPerTick);
    }

    [DllImport("libc", EntryPoint = "clock_gettime")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int ReadClock(int clock, out Timespec time);

    [StructLayout(LayoutKind.Sequential)]
    private readonly struct Timespec
    {
        public readonly long Seconds;
        public readonly long Nanoseconds;
    }
}
