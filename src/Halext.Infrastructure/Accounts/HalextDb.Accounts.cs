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

    public DbSet<DeletionRequest> DeletionRequests => Set<DeletionRequest>();

    public DbSet<DeletionToken> DeletionTokens => Set<DeletionToken>();

    public IQueryable<DeletionRequest> LockDeletionRequest(int userId) =>
        DeletionRequests.FromSql($"SELECT * FROM deletion_requests WHERE user_id = {userId} FOR UPDATE");

    // Always in the same order, so that two who lock them wait for each other instead of forever; and not so hard that rows which refer to
    // an admin could not be added meanwhile. Who becomes an admin while this waits is found without the others, and then is refused.
    public IQueryable<User> LockWithAdmins(int id) => Users.FromSql(
        $"""
        SELECT * FROM users
        WHERE id = {id} OR (is_admin AND is_active AND EXISTS (SELECT FROM users own WHERE own.id = {id} AND own.is_admin AND own.is_active))
        ORDER BY id
        FOR NO KEY UPDATE
        """);
}
