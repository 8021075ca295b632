using Halext.Application.Common.Data;
using Halext.Domain.Common;
using Halext.Infrastructure.Common.Outbox;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
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

    /// <summary>What was saved and not committed is lost, and the use case starts over.</summary>
    internal event Action? WasReset;

    public void Reset()
    {
        ChangeTracker.Clear();
        WasReset?.Invoke();
    }

    public bool IsLostRace(Exception exception)
    {
        for (var e = exception; e is not null; e = e.InnerException)
        {
            if (e is PostgresException
                {
                    SqlState: PostgresErrorCodes.UniqueViolation or PostgresErrorCodes.ForeignKeyViolation
                    or PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure,
                })
                return true;
        }

        return false;
    }

    /// <summary>Opens a transaction, or joins the one that an outer use case has open: then only the outer one commits.</summary>
    public async Task<IDbContextTransaction> BeginTransactionAsync(CancellationToken ct) =>
        Database.CurrentTransaction is { } outer ? new JoinedTransaction(outer) : await Database.BeginTransactionAsync(ct);

    /// <summary>Stores what has happened with the change that made it: both are there after the commit, or neither.</summary>
    public override async Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default)
    {
        var sources = ChangeTracker.Entries<EventSource>().Where(e => e.Entity.HasRaised).ToList();
        if (sources.Count == 0)
            return await base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);

        // Events speak of rows by their ids, which new rows get when they are stored: only then does it take a second statement.
        await using var transaction = await BeginTransactionAsync(cancellationToken);
        var saved = 0;
        if (sources.Exists(s => s.State is EntityState.Added))
            saved = await base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
        var now = this.GetService<TimeProvider>().GetUtcNow();
        Set<OutboxEntry>().AddRange(sources.SelectMany(s => s.Entity.TakeRaised()).Select(happened => EventTypes.ToEntry(happened, now)));
        saved += await base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        this.GetService<OutboxSignal>().Wake();
        return saved;
    }

    /// <summary>Stores with the next save what no loaded entity tells. The table's trigger wakes the dispatchers.</summary>
    private void AddToOutbox(IEnumerable<IDomainEvent> happened)
    {
        var now = this.GetService<TimeProvider>().GetUtcNow();
        Set<OutboxEntry>().AddRange(happened.Select(one => EventTypes.ToEntry(one, now)));
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.ApplyConfigurationsFromAssembly(typeof(HalextDb).Assembly);
        modelBuilder.UseSnakeCaseNames();
    }

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) =>
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<UtcConverter>();

    private sealed class JoinedTransaction(IDbContextTransaction outer) : IDbContextTransaction
    {
        public Guid TransactionId => outer.TransactionId;

        public void Commit()
        {
        }

        public Task CommitAsync(CancellationToken cancellationToken = default) => Task.CompletedTask;

        public void Rollback() => outer.Rollback();

        public Task RollbackAsync(CancellationToken cancellationToken = default) => outer.RollbackAsync(cancellationToken);

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    /// <summary>timestamptz holds an instant; Npgsql insists that it is given in UTC.</summary>
    private sealed class UtcConverter() : ValueConverter<DateTimeOffset, DateTimeOffset>(v => v.ToUniversalTime(), v => v);
}
