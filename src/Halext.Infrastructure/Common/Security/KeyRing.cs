using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using Halext.Infrastructure.Common.Configuration;
using Halext.Infrastructure.Common.Data;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Halext.Infrastructure.Common.Security;

/// <summary>Keeps Data Protection's keys in the database, where every node finds them. The framework's interface is synchronous.</summary>
internal sealed class KeyRingRepository(IServiceScopeFactory scopes) : IXmlRepository
{
    public IReadOnlyCollection<XElement> GetAllElements()
    {
        using var _ = new OwnTrace();
        using var scope = scopes.CreateScope();
        var keys = scope.ServiceProvider.GetRequiredService<HalextDb>().DataProtectionKeys.AsNoTracking().OrderBy(k => k.Id).Select(k => k.Xml).ToList();
        return [.. keys.Select(XElement.Parse)];
    }

    public void StoreElement(XElement element, string friendlyName)
    {
        using var _ = new OwnTrace();
        using var scope = scopes.CreateScope();
        var db = scope.ServiceProvider.GetRequiredService<HalextDb>();
        db.DataProtectionKeys.Add(new DataProtectionKey { FriendlyName = friendlyName, Xml = element.ToString(SaveOptions.DisableFormatting) });
        db.SaveChanges();
    }

    /// <summary>The ring is the process's, read once a day: it is no part of the request that happens to need it first.</summary>
    private sealed class OwnTrace : IDisposable
    {
        private readonly Activity? _request = Activity.Current;

        public OwnTrace() => Activity.Current = null;

        public void Dispose() => Activity.Current = _request;
    }
}

/// <summary>Encrypts the ring's keys with a key made from SECRET_KEY (HKDF, RFC 5869), so that the database alone opens nothing. AES-256-GCM.</summary>
internal sealed class KeyRingEncryptor(HalextSettings settings) : IXmlEncryptor
{
    internal const string ElementName = "halextEncryptedKey";

    public EncryptedXmlInfo Encrypt(XElement plaintextElement)
    {
        var plain = Encoding.UTF8.GetBytes(plaintextElement.ToString(SaveOptions.DisableFormatting));
        var sealedBytes = new byte[KeyRingCipher.NonceSize + plain.Length + KeyRingCipher.TagSize];
        RandomNumberGenerator.Fill(sealedBytes.AsSpan(0, KeyRingCipher.NonceSize));
        using var cipher = KeyRingCipher.Open(settings);
        cipher.Encrypt(
            sealedBytes.AsSpan(0, KeyRingCipher.NonceSize),
            plain,
            sealedBytes.AsSpan(KeyRingCipher.NonceSize, plain.Length),
            sealedBytes.AsSpan(KeyRingCipher.NonceSize + plain.Length));
        return new EncryptedXmlInfo(new XElement(ElementName, Convert.ToBase64String(sealedBytes)), typeof(KeyRingDecryptor));
    }
}

/// <summary>Undoes <see cref="KeyRingEncryptor"/>. Made by Data Protection, which finds its name in the stored XML.</summary>
internal sealed class KeyRingDecryptor : IXmlDecryptor
{
    private readonly HalextSettings _settings;

    // Data Protection looks for a public constructor with exactly this parameter.
    public KeyRingDecryptor(IServiceProvider services) => _settings = services.GetRequiredService<HalextSettings>();

    /// <exception cref="CryptographicException">SECRET_KEY is not the one that the key was encrypted with.</exception>
    public XElement Decrypt(XElement encryptedElement)
    {
        var sealedBytes = Convert.FromBase64String(encryptedElement.Value);
        var plain = new byte[sealedBytes.Length - KeyRingCipher.NonceSize - KeyRingCipher.TagSize];
        using var cipher = KeyRingCipher.Open(_settings);
        cipher.Decrypt(
            sealedBytes.AsSpan(0, KeyRingCipher.NonceSize),
            sealedBytes.AsSpan(KeyRingCipher.NonceSize, plain.Length),
            sealedBytes.AsSpan(KeyRingCipher.NonceSize + plain.Length),
            plain);
        return XElement.Parse(Encoding.UTF8.GetString(plain));
    }
}

internal static class KeyRingCipher
{
    public const int NonceSize = 12;
    public const int TagSize = 16;

    public static AesGcm Open(HalextSettings settings) => new(
        HKDF.DeriveKey(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(settings.SecretKey), 32, info: "halext key ring v1"u8.ToArray()), TagSize);
}
