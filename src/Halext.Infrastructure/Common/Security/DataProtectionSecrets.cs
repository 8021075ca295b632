using System.Globalization;
using System.Security.Cryptography;
using Halext.Application.Common.Security;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Halext.Infrastructure.Common.Security;

/// <summary>Encrypts with Data Protection. The purpose, its owner included, is part of the key.</summary>
internal sealed class DataProtectionSecrets(IDataProtectionProvider protection) : ISecretProtector
{
    public string Protect(string secret, SecretPurpose purpose) => For(purpose).Protect(secret);

    public string? Unprotect(string protectedSecret, SecretPurpose purpose)
    {
        try
        {
            return For(purpose).Unprotect(protectedSecret);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private IDataProtector For(SecretPurpose purpose) => protection.CreateProtector(
        "halext", purpose.Use, purpose.OwnerId is { } id ? "user " + id.ToString(CultureInfo.InvariantCulture) : "instance");
}

internal static class SecretServices
{
    public static void AddSecrets(this IServiceCollection services)
    {
        var before = services.Where(IsHosted).ToHashSet();
        services.AddDataProtection().SetApplicationName("halext");

        // The framework reads the ring when the host starts, which may be before the tables are there. It is read when it is needed.
        foreach (var warmUp in services.Where(s => IsHosted(s) && !before.Contains(s)).ToList())
            services.Remove(warmUp);
        services.AddSingleton<KeyRingRepository>();
        services.AddSingleton<KeyRingEncryptor>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IConfigureOptions<KeyManagementOptions>, KeyRingOptions>());
        services.AddSingleton<ISecretProtector, DataProtectionSecrets>();
    }

    private static bool IsHosted(ServiceDescriptor service) => service.ServiceType == typeof(IHostedService);

    private sealed class KeyRingOptions(KeyRingRepository repository, KeyRingEncryptor encryptor) : IConfigureOptions<KeyManagementOptions>
    {
        public void Configure(KeyManagementOptions options) => (options.XmlRepository, options.XmlEncryptor) = (repository, encryptor);
    }
}
