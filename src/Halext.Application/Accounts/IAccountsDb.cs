using Halext.Domain.Accounts;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace Halext.Application.Accounts;

/// <summary>The accounts' window on the database.</summary>
public interface IAccountsDb
{
    DbSet<User> Users { get; }

    DbSet<RefreshToken> RefreshTokens { get; }

    DbSet<ApiKey> ApiKeys { get; }

    DbSet<PasswordReset> PasswordResets { get; }

    DbSet<DeletionRequest> DeletionRequests { get; }

    DbSet<DeletionToken> DeletionTokens { get; }

    /// <summary>
    /// The account, and with it, when it is an admin's who is not locked, all others of that kind; as rows locked until the transaction ends.
    /// Whoever takes an admin away asks here first, so that two who take each other's rights at once do not leave nobody.
    /// </summary>
    IQueryable<User> LockWithAdmins(int id);

    /// <summary>Somebody's wish to have their account deleted, locked until the transaction ends, so that two do not act on it at once.</summary>
    IQueryable<DeletionRequest> LockDeletionRequest(int userId);

    /// <summary>Opens a transaction around several saves; dispose it without commit to roll back.</summary>
    Task<IDbContextTransaction> BeginTransactionAsync(CancellationToken ct);

    Task<int> SaveChangesAsync(CancellationToken ct);
}
