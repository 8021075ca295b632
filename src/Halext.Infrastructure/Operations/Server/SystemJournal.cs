using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Halext.Application.Operations.Server;
using Halext.Infrastructure.Common.Configuration;
using Microsoft.Extensions.Logging;

namespace Halext.Infrastructure.Operations.Server;

/// <summary>
/// What the processes before this one logged, as far as systemd's journal has it: read by <c>journalctl</c>, with nothing in its command line
/// that a request brought along (journalctl(1), systemd.journal-fields(7)).
/// </summary>
internal sealed class SystemJournal(HalextSettings settings, TimeProvider clock)
{
    /// <summary>How far back it looks, in entries.</summary>
    private const int EntriesMax = 5_000;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>The service that this process is, from a text of <c>/proc/self/cgroup</c> (cgroups(7)); null when it is none.</summary>
    public static string? UnitOf(string cgroup) =>
        cgroup.Split('\n', '/').Select(part => part.Trim()).LastOrDefault(part => part.EndsWith(".service", StringComparison.Ordinal));

    /// <param name="atLeast">Nothing less important than this; null for everything.</param>
    /// <param name="limit">How many at the most: the newest.</param>
    /// <param name="ct">Ends the reading.</param>
    /// <returns>Oldest first; a line that says so when the journal cannot be read.</returns>
    public async Task<IReadOnlyList<string>> Read(LogSeverity? atLeast, int limit, CancellationToken ct)
    {
        if (settings.JournalUnit is not { } unit || limit <= 0)
            return [];

        using var timeout = new CancellationTokenSource(Patience, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, timeout.Token);
        try
        {
            return [.. (await Entries(unit, either.Token)).Where(e => atLeast is null || e.Severity >= atLeast).TakeLast(limit).Select(e => e.Line)];
        }
        catch (Exception e) when (e is Win32Exception or IOException or JsonException || (e is OperationCanceledException && !ct.IsCancellationRequested))
        {
            return [$"The journal of {unit} cannot be read: {(e is OperationCanceledException ? "it takes too long" : e.Message)}"];
        }
    }

    private async Task<List<(LogSeverity? Severity, string Line)>> Entries(string unit, CancellationToken ct)
    {
        using var started = Process.GetCurrentProcess();
        var until = new DateTimeOffset(started.StartTime).ToUnixTimeSeconds() + 1;
        using var process = new Process
        {
            StartInfo = new ProcessStartInfo(settings.JournalProgram,
            [
                $"--unit={unit}", string.Create(CultureInfo.InvariantCulture, $"--until=@{until}"), string.Create(CultureInfo.InvariantCulture, $"--lines={EntriesMax}"),
                "--output=json", "--output-fields=MESSAGE,PRIORITY,_PID", "--no-pager", "--quiet",
            ])
            { RedirectStandardOutput = true, RedirectStandardError = true },
        };
        process.Start();
        try
        {
            var errors = process.StandardError.ReadToEndAsync(ct);
            var entries = new List<(LogSeverity?, string)>();
            while (await process.StandardOutput.ReadLineAsync(ct) is { } entry)
            {
                if (JournalEntry.Read(entry) is { } read && read.ProcessId != Environment.ProcessId)
                    entries.Add((read.Severity, read.Line));
            }

            await process.WaitForExitAsync(ct);
            return process.ExitCode == 0 ? entries : throw new IOException((await errors).Trim());
        }
        finally
        {
            if (!process.HasExited)
                process.Kill();
        }
    }
}
