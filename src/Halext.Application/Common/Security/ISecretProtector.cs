namespace Halext.Application.Common.Security;

/// <summary>Whose secret it is and what for. Encrypted for one purpose, it means nothing for any other.</summary>
/// <param name="Use">What for, such as <c>provider-key:openai</c>.</param>
/// <param name="OwnerId">Whose; null when it is the instance's.</param>
public sealed record SecretPurpose(string Use, int? OwnerId);

/// <summary>Encrypts secrets that must be read again, such as other services' keys. Own secrets are hashed instead (<see cref="OpaqueToken"/>).</summary>
public interface ISecretProtector
{
    string Protect(string secret, SecretPurpose purpose);

    /// <summary>The secret, or null when it cannot be read: it was made for another purpose, or the server's key has changed since.</summary>
    string? Unprotect(string protectedSecret, SecretPurpose purpose);
}
