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

    /// <summary>Opens a transaction around several saves; dispose it without commit to roll back.</summary>
    Task<IDbContextTransaction> BeginTransactionAsync(CancellationToken ct);

    Task<int> SaveChangesAsync(CancellationToken ct);
}
