using Halext.Application.Planner;
using Halext.Domain.Planner;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Bad.Examples;

public interface IStrayDb
{
    DbSet<Label> Labels { get; }
}

internal sealed class LooksThroughAnothersWindow(IPlannerDb db, IBadDb own)
{
    public async Task<int> Count(CancellationToken ct) => await db.Tasks.CountAsync(ct) + await own.Labels.CountAsync(ct);
}

internal sealed class GoesAroundTheWindow(DbContext db)
{
    public Task<int> Count(CancellationToken ct) => db.Set<Label>().CountAsync(ct);
}
