using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Halext.Infrastructure.Common.Data;

/// <summary>Brings the database to the state that this build needs.</summary>
public sealed class Migrator(IServiceScopeFactory scopes)
{
    private volatile bool _isUpToDate;

    /// <summary>The migrations that the database lacks. Once there are none, this is not asked again.</summary>
    public async Task<IReadOnlyList<string>> Pending(CancellationToken ct)
    {
        if (_isUpToDate)
            return [];

        await using var scope = scopes.CreateAsyncScope();
        var pending = (await Database(scope).Database.GetPendingMigrationsAsync(ct)).ToList();
        _isUpToDate = pending.Count == 0;
        return pending;
    }

    /// <summary>Applies what is pending. Several nodes may do so at once: the first takes a lock, the others find nothing left to do.</summary>
    /// <returns>The names of the migrations that were applied.</returns>
    public async Task<IReadOnlyList<string>> Migrate(CancellationToken ct)
    {
        var pending = await Pending(ct);
        if (pending.Count > 0)
        {
            await using var scope = scopes.CreateAsyncScope();
            await Database(scope).Database.MigrateAsync(ct);
            _isUpToDate = true;
        }

        return pending;
    }

    private static HalextDb Database(AsyncServiceScope scope) => scope.ServiceProvider.GetRequiredService<HalextDb>();
}
