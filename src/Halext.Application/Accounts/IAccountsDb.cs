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

    /// <summary>
    /// The admins who are not locked, locked as rows until the transaction ends: whoever takes an admin away asks here first, so that two who
    /// take each other's rights at once do not leave nobody.
    /// </summary>
    IQueryable<User> LockAdmins();

    /// <summary>Opens a transaction around several saves; dispose it without commit to roll back.</summary>
    Task<IDbContextTransaction> BeginTransactionAsync(CancellationToken ct);

    Task<int> SaveChangesAsync(CancellationToken ct);
}
