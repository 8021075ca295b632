using Halext.Application.Accounts.SignIn;
using Halext.Domain.Accounts;
using Microsoft.AspNetCore.Identity;

namespace Halext.Infrastructure.Accounts;

/// <summary>ASP.NET Core Identity's hasher: PBKDF2 with HMAC-SHA512, a salt per password, and the parameters in the hash.</summary>
internal sealed class IdentityPasswordHasher(PasswordHasher<User> hasher) : IPasswordHasher
{
    private readonly Lazy<string> _decoy = new(() => hasher.HashPassword(null!, Guid.NewGuid().ToString()));

    public string Hash(string password) => hasher.HashPassword(null!, password);

    public bool Verify(string? hash, string password) =>
        hasher.VerifyHashedPassword(null!, hash ?? _decoy.Value, password) != PasswordVerificationResult.Failed && hash is not null;
}
