using Halext.Application.Common.Jobs;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Common;

namespace Halext.Application.Operations.Backups;

/// <summary>Writes the whole database into a file of the operator's directory, and deletes the files that are too old or too many.</summary>
/// <remarks>Done twice it makes two files, of which retention deletes one in its time. Without a directory it is not scheduled.</remarks>
[AdminOnly]
[Job(JobName, "Backs the database up into BACKUP_DIR.", Category = "maintenance", Retries = 2, BackoffSeconds = 300, TimeoutSeconds = 6 * 3600)]
[Recurring("30 2 * * *")]
public sealed record BackUpDatabase : ICommand<BackupDto>
{
    public const string JobName = "operations.backup";
}

/// <param name="File">The file's name in the directory.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Seconds">How long it took, the check of the file included.</param>
/// <param name="Deleted">How many old files were deleted.</param>
/// <param name="Undeleted">How many should have been but could not; the log says why.</param>
public sealed record BackupDto(string File, long Bytes, double Seconds, int Deleted, int Undeleted);

/// <summary>The files that a database can be made from again.</summary>
public interface IBackups
{
    /// <summary>Writes a file that is there whole or not at all, checks that it can be read, and deletes old ones.</summary>
    /// <returns>What was written, or why nothing was: there is no directory, no program to do it, no room.</returns>
    Task<Result<BackupDto>> Create(IJobProgress progress, CancellationToken ct);
}

internal sealed class BackUpDatabaseHandler(IBackups backups, IJobProgress progress) : ICommandHandler<BackUpDatabase, BackupDto>
{
    public Task<Result<BackupDto>> Handle(BackUpDatabase request, CancellationToken ct) => backups.Create(progress, ct);
}
