using System.Security.Cryptography;

namespace Halext.Infrastructure.Common.Configuration;

/// <summary>Judges the operator's SECRET_KEY.</summary>
public static class SecretStrength
{
    private static readonly string[] WellKnown = ["change", "secret", "password", "example", "default", "insecure", "your-", "your_", "dev-key", "test"];

    /// <summary>What is weak about it, as the end of a sentence, or null when it is fit to sign tokens.</summary>
    public static string? Weakness(string secret, int minLength) =>
        secret.Length < minLength ? $"is shorter than {minLength} characters"
        : secret.Distinct().Count() < 10 ? "repeats too few characters"
        : WellKnown.Any(word => secret.Contains(word, StringComparison.OrdinalIgnoreCase)) && secret.Any(c => c is '-' or '_' or ' ')
            ? "looks like a placeholder"
            : null;
}

/// <summary>The secret of a development server: made once, kept beside its data, readable by its owner only.</summary>
internal static class SecretFile
{
    public static string ReadOrCreate(string directory)
    {
        var path = Path.Combine(directory, "secret_key");
        if (File.Exists(path))
            return File.ReadAllText(path).Trim();

        Directory.CreateDirectory(directory);
        var secret = Convert.ToBase64String(RandomNumberGenerator.GetBytes(48));
        using var file = new StreamWriter(path, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        });
        file.Write(secret);
        return secret;
    }
}
