using Halext.Domain.Workbench;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Workbench;

/// <summary>The workbench's window on the database.</summary>
public interface IWorkbenchDb
{
    DbSet<ChatStream> ChatStreams { get; }

    Task<int> SaveChangesAsync(CancellationToken ct);
}
