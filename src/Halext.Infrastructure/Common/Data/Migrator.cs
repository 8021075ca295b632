using System.Reflection;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.Extensions.DependencyInjection;

namespace Halext.Infrastructure.Common.Data;

/// <summary>Brings the database to the state that this build needs.</summary>
public sealed class Migrator(IServiceScopeFactory scopes)
{
    /// <summary>Where the database keeps what was applied to it.</summary>
    public const string HistoryTable = "schema_migrations";

    private volatile bool _isUpToDate;

    /// <summary>The migrations that this build has, oldest first.</summary>
    public static IReadOnlyList<string> Known { get; } =
        [.. typeof(Migrator).Assembly.GetTypes().Select(t => t.GetCustomAttribute<MigrationAttribute>()?.Id).OfType<string>().Order(StringComparer.Ordinal)];

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

    /// <summary>The migrations that the database has and this build does not know: it is a newer one's.</summary>
    public async Task<IReadOnlyList<string>> Unknown(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        return [.. (await Database(scope).Database.GetAppliedMigrationsAsync(ct)).Except(Known)];
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
