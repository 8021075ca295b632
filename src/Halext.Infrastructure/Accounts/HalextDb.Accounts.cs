using Halext.Application.Accounts;
using Halext.Domain.Accounts;
using Microsoft.EntityFrameworkCore;

namespace Halext.Infrastructure.Common.Data;

public sealed partial class HalextDb : IAccountsDb
{
    public DbSet<User> Users => Set<User>();

    public DbSet<RefreshToken> RefreshTokens => Set<RefreshToken>();

    public DbSet<ApiKey> ApiKeys => Set<ApiKey>();

    public DbSet<PasswordReset> PasswordResets => Set<PasswordReset>();

    // Always in the same order, so that two who lock them wait for each other instead of forever.
    public IQueryable<User> LockAdmins() => Users.FromSql($"SELECT * FROM users WHERE is_admin AND is_active ORDER BY id FOR UPDATE");
}
