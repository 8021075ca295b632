using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Halext.Application.Common.Security;

/// <summary>Random secrets (refresh tokens, API keys, reset tokens) of which only a hash is stored.</summary>
public static class OpaqueToken
{
    /// <summary>256 random bits in base64url, behind <paramref name="marker"/>.</summary>
    public static string Create(string marker = "") => marker + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    /// <summary>SHA-256, 32 bytes. Enough for secrets of 256 random bits; passwords need a slow hash.</summary>
    public static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}
