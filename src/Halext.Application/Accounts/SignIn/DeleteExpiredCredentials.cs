using Halext.Application.Common.Jobs;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Common;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Accounts.SignIn;

/// <summary>Deletes refresh tokens and permissions to reset a password that have expired.</summary>
[AdminOnly]
[Job("accounts.delete-expired", "Deletes expired refresh tokens and password resets.", Category = "maintenance")]
[Recurring("15 3 * * *")]
public sealed record DeleteExpiredCredentials : ICommand<DeletedDto>;

internal sealed class DeleteExpiredCredentialsHandler(IAccountsDb db, AccountSettings settings, TimeProvider clock)
    : ICommandHandler<DeleteExpiredCredentials, DeletedDto>
{
    public async Task<Result<DeletedDto>> Handle(DeleteExpiredCredentials request, CancellationToken ct)
    {
        var now = clock.GetUtcNow();

        // Access tokens outlive the refresh token that they came with, and a revoked one still says that they are no good.
        var tokensBefore = now - settings.AccessTokenLifetime;
        var tokens = await db.RefreshTokens.Where(t => t.ExpiresAt < tokensBefore).ExecuteDeleteAsync(ct);
        var resets = await db.PasswordResets.Where(r => r.ExpiresAt < now).ExecuteDeleteAsync(ct);
        return new DeletedDto(tokens + resets);
    }
}
