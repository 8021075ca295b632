using Halext.Application.Common.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using Npgsql;

namespace Halext.Infrastructure.Common.Data;

/// <summary>The one database. Each module sees it through its own narrow interface, in a part of this class beside the module's tables.</summary>
public sealed partial class HalextDb : DbContext, IUnitOfWork
{
    public HalextDb(DbContextOptions<HalextDb> options)
        : base(options) =>
        // A transaction here ends whole, so a savepoint before each save would only cost a round trip.
        Database.AutoSavepointsEnabled = false;

    public bool InTransaction => Database.CurrentTransaction is not null;

    public void Reset() => ChangeTracker.Clear();

    public Task<IDbContextTransaction> BeginTransactionAsync(CancellationToken ct) => Database.BeginTransactionAsync(ct);

    public override async Task<int> SaveChangesAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            return await base.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException e) when (e.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation } inner)
        {
            throw new UniqueViolationException(inner.ConstraintName, e);
        }
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.ApplyConfigurationsFromAssembly(typeof(HalextDb).Assembly);
        modelBuilder.UseSnakeCaseNames();
    }

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) =>
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<UtcConverter>();

    /// <summary>timestamptz holds an instant; Npgsql insists that it is given in UTC.</summary>
    private sealed class UtcConverter() : ValueConverter<DateTimeOffset, DateTimeOffset>(v => v.ToUniversalTime(), v => v);
}
