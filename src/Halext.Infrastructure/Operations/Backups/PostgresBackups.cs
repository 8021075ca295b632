using Halext.Application.Common.Jobs;
using Halext.Application.Operations.Backups;
using Halext.Domain.Common;
using Halext.Infrastructure.Common.Configuration;
using Microsoft.Extensions.Logging;

namespace Halext.Infrastructure.Operations.Backups;

/// <summary>Backups by <c>pg_dump</c> in its custom format: compressed, consistent without stopping anybody, and read by <c>pg_restore</c>.</summary>
internal sealed partial class PostgresBackups(PostgresTools tools, BackupSettings settings, TimeProvider clock, ILogger<PostgresBackups> logger) : IBackups
{
    /// <summary>What is older was left behind by a process that died.</summary>
    private static readonly TimeSpan UnfinishedKept = TimeSpan.FromDays(1);

    public async Task<Result<BackupDto>> Create(IJobProgress progress, CancellationToken ct)
    {
        if (settings.Directory is not { } directory)
            return Error.Unavailable("BACKUP_DIR is not set here: there is no place for a backup.");

        var start = clock.GetTimestamp();
        var name = BackupFile.NameAt(clock.GetUtcNow());
        var made = Path.Combine(directory, name);
        var unfinished = Path.Combine(directory, $".{name}.{Guid.NewGuid():N}{BackupFile.Unfinished}");
        try
        {
            Directory.CreateDirectory(directory);
            try
            {
                // It holds everybody's data: nobody else may read it, from its first byte on.
                await new FileStream(unfinished, new FileStreamOptions
                {
                    Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
                }).DisposeAsync();
                progress.Report(5, "writing");
                await tools.Run("pg_dump", ["--format=custom", "--no-password", "--file=" + unfinished], ct);
                progress.Report(70, "checking");
                await tools.Verify(unfinished, ct);
                await Flush(unfinished, ct);
                File.Move(unfinished, made);
            }
            finally
            {
                File.Delete(unfinished);
            }

            progress.Report(95, "tidying");
            var bytes = new FileInfo(made).Length;
            var (deleted, undeleted) = DeleteOld(directory, BackupFile.Parse(name)!);
            var backup = new BackupDto(name, bytes, Math.Round(clock.GetElapsedTime(start).TotalSeconds, 1), deleted, undeleted);
            LogDone(logger, backup.File, backup.Bytes, backup.Seconds, backup.Deleted);
            return backup;
        }
        catch (Exception e) when (e is PostgresToolException or IOException or UnauthorizedAccessException)
        {
            LogFailed(logger, e);
            return Error.Unavailable($"No backup was made: {e.Message}");
        }
    }

    /// <summary>On the disk, and not only on its way there, before it gets the name of a backup.</summary>
    private static async Task Flush(string file, CancellationToken ct)
    {
        await using var stream = new FileStream(file, FileMode.Open, FileAccess.ReadWrite);
        await stream.FlushAsync(ct);
        stream.Flush(flushToDisk: true);
    }

    private (int Deleted, int Undeleted) DeleteOld(string directory, BackupFile made)
    {
        var now = clock.GetUtcNow();
        var files = Directory.EnumerateFiles(directory).Select(Path.GetFileName).Select(name => BackupFile.Parse(name!)).OfType<BackupFile>();
        var obsolete = BackupFile.Obsolete(made, files, settings, now).Select(f => Path.Combine(directory, f.Name)).ToList();
        var left = Directory.EnumerateFiles(directory, ".halext-*" + BackupFile.Unfinished).Where(f => now - File.GetLastWriteTimeUtc(f) > UnfinishedKept).ToList();
        Delete(left, File.Delete, logger);
        return Delete(obsolete, File.Delete, logger);
    }

    /// <summary>Deletes what can be deleted: the new backup is there, whatever becomes of the old ones.</summary>
    internal static (int Deleted, int Undeleted) Delete(List<string> files, Action<string> delete, ILogger logger)
    {
        var undeleted = 0;
        foreach (var file in files)
        {
            try
            {
                delete(file);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                LogUndeleted(logger, e, file);
                undeleted++;
            }
        }

        return (files.Count - undeleted, undeleted);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Backup {File}: {Bytes} bytes in {Seconds} s, {Deleted} old ones deleted")]
    private static partial void LogDone(ILogger logger, string file, long bytes, double seconds, int deleted);

    [LoggerMessage(Level = LogLevel.Error, Message = "The old backup {File} cannot be deleted")]
    private static partial void LogUndeleted(ILogger logger, Exception exception, string file);

    [LoggerMessage(Level = LogLevel.Error, Message = "No backup was made")]
    private static partial void LogFailed(ILogger logger, Exception exception);
}
