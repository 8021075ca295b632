using AutoMapper;
using FluentValidation;
using Halext.Application.Accounts.SignIn;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Accounts;
using Halext.Domain.Common;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Accounts.ApiKeys;

/// <summary>Makes an API key and shows it once.</summary>
/// <param name="Name">What it is for.</param>
/// <param name="Scopes"><c>read</c> and <c>write</c>; absent means both.</param>
/// <param name="ExpiresInDays">When it ends; absent means never.</param>
/// <param name="ExpiresAt">The same as an instant; only one of the two.</param>
[SessionOnly]
public sealed record CreateApiKey(string Name, IReadOnlyList<string>? Scopes, int? ExpiresInDays, DateTimeOffset? ExpiresAt) : ICommand<NewApiKeyDto>;

internal sealed class CreateApiKeyValidator : AbstractValidator<CreateApiKey>
{
    public CreateApiKeyValidator(TimeProvider clock)
    {
        RuleFor(x => x.Name).NotEmpty().MaximumLength(ApiKey.NameMaxLength);
        RuleFor(x => x.Scopes)
            .Must(scopes => scopes is null || (scopes.Count > 0 && scopes.All(s => s is not null && ApiKeyScopes.All.ContainsKey(s))))
            .WithMessage("Scopes are 'read', 'write' or both.");
        RuleFor(x => x.ExpiresInDays).InclusiveBetween(1, 3650);
        RuleFor(x => x.ExpiresAt)
            .Must(at => at is null || at > clock.GetUtcNow()).WithMessage("The expiry must lie in the future.")
            .Must((x, at) => at is null || x.ExpiresInDays is null).WithMessage("Send either expires_at or expires_in_days.");
    }
}

internal sealed class CreateApiKeyHandler(IAccountsDb db, ICurrentUser user, TimeProvider clock) : ICommandHandler<CreateApiKey, NewApiKeyDto>
{
    /// <summary>More than anybody can tell apart.</summary>
    private const int KeysMax = 100;

    public async Task<Result<NewApiKeyDto>> Handle(CreateApiKey request, CancellationToken ct)
    {
        if (await db.ApiKeys.CountAsync(k => k.UserId == user.Id, ct) >= KeysMax)
            return new Error("API_KEY_LIMIT", ErrorKind.Conflict, $"You have {KeysMax} API keys already; delete one first.");

        var now = clock.GetUtcNow();
        var secret = OpaqueToken.Create(ApiKey.Marker);
        var expiresAt = request.ExpiresInDays is { } days ? now.AddDays(days) : request.ExpiresAt;
        var scopes = request.Scopes?.Select(s => ApiKeyScopes.All[s]).ToHashSet() ?? [ApiScope.Read, ApiScope.Write];
        var key = ApiKey.Create(user.Id, request.Name, secret, OpaqueToken.Hash(secret), scopes, expiresAt, now);
        db.ApiKeys.Add(key);
        await db.SaveChangesAsync(ct);
        return new NewApiKeyDto(
            key.Id, key.Name, secret, key.Prefix, ApiKeyScopes.Names(key.CanRead, key.CanWrite), key.CreatedAt, key.ExpiresAt, null, true);
    }
}
