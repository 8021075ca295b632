using System.Buffers;
using Npgsql;

namespace Halext.Infrastructure.Common.Configuration;

/// <summary>
/// Reads the ways in which people write where their PostgreSQL is: a URL (<c>postgresql://</c>, <c>postgres://</c>, also with a driver as
/// in <c>postgresql+asyncpg://</c>), libpq's <c>host=… dbname=…</c>, or Npgsql's <c>Host=…;Database=…</c>.
/// </summary>
public static class DatabaseUrl
{
    /// <summary>Enough for one node's requests, and well below PostgreSQL's 100 connections.</summary>
    private const int DefaultPoolSize = 40;

    /// <summary>RFC 3986 §3.1.</summary>
    private static readonly SearchValues<char> SchemeCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-.");

    private static readonly Dictionary<string, string> LibpqNames = new(StringComparer.OrdinalIgnoreCase)
    {
        ["host"] = "Host",
        ["hostaddr"] = "Host",
        ["port"] = "Port",
        ["dbname"] = "Database",
        ["user"] = "Username",
        ["password"] = "Password",
        ["sslmode"] = "SSL Mode",
        ["ssl"] = "SSL Mode",
        ["sslrootcert"] = "Root Certificate",
        ["sslcert"] = "SSL Certificate",
        ["sslkey"] = "SSL Key",
        ["connect_timeout"] = "Timeout",
        ["application_name"] = "Application Name",
        ["options"] = "Options",
        ["target_session_attrs"] = "Target Session Attributes",
    };

    /// <summary>The connection string for Npgsql.</summary>
    /// <exception cref="FormatException">It is not PostgreSQL, or cannot be read; the message names no secret.</exception>
    public static string Parse(string text)
    {
        text = text.Trim();
        var scheme = text.IndexOf("://", StringComparison.Ordinal);

        // In the midst of other forms it belongs to a value, perhaps to the password.
        if (scheme >= 0 && text.AsSpan(0, scheme).ContainsAnyExcept(SchemeCharacters))
            scheme = -1;
        try
        {
            var builder = scheme >= 0 ? FromUrl(text, text[..scheme])
                : text.Contains(';', StringComparison.Ordinal) ? new NpgsqlConnectionStringBuilder(text)
                : FromLibpq(text);
            if (string.IsNullOrEmpty(builder.Host))
                throw new FormatException("it names no host");
            if (string.IsNullOrEmpty(builder.Database))
                throw new FormatException("it names no database");
            return WithDefaults(builder).ConnectionString;
        }
        catch (Exception e) when (e is ArgumentException or KeyNotFoundException)
        {
            // A name that Npgsql does not know may be a piece of a password that was not quoted.
            var name = (e as ArgumentException)?.ParamName;
            throw new FormatException(name is not null && IsOption(name) ? $"its option '{name}' is not valid" : "it has an option that is not known");
        }
    }

    private static NpgsqlConnectionStringBuilder WithDefaults(NpgsqlConnectionStringBuilder builder)
    {
        var said = builder.Keys;
        if (!said.Contains("Maximum Pool Size"))
            builder.MaxPoolSize = DefaultPoolSize;

        // Prepared statements save the planning of the same few queries; 0 in the URL turns them off for poolers that cannot have them.
        if (!said.Contains("Max Auto Prepare"))
        {
            builder.MaxAutoPrepare = 100;
            builder.AutoPrepareMinUsages = 2;
        }

        if (!said.Contains("Application Name"))
            builder.ApplicationName = "halext";
        return builder;
    }

    private static NpgsqlConnectionStringBuilder FromUrl(string text, string scheme)
    {
        if (scheme.Split('+')[0] is not ("postgresql" or "postgres"))
            throw new FormatException($"it names '{scheme}', and Halext runs on PostgreSQL only");
        if (!Uri.TryCreate("postgresql" + text[scheme.Length..], UriKind.Absolute, out var url))
            throw new FormatException("it is not a valid URL (are special characters of the password percent-encoded?)");

        var builder = new NpgsqlConnectionStringBuilder();
        if (url.Host.Length > 0)
            builder.Host = Uri.UnescapeDataString(url.Host.Trim('[', ']'));
        if (url.Port > 0)
            builder.Port = url.Port;
        var user = url.UserInfo.Split(':', 2);
        if (user[0].Length > 0)
            builder.Username = Uri.UnescapeDataString(user[0]);
        if (user.Length > 1)
            builder.Password = Uri.UnescapeDataString(user[1]);
        if (url.AbsolutePath.Length > 1)
            builder.Database = Uri.UnescapeDataString(url.AbsolutePath[1..]);
        foreach (var pair in url.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = pair.Split('=', 2);
            Set(builder, Uri.UnescapeDataString(parts[0]), Uri.UnescapeDataString(parts.ElementAtOrDefault(1) ?? ""));
        }

        return builder;
    }

    private static NpgsqlConnectionStringBuilder FromLibpq(string text)
    {
        var builder = new NpgsqlConnectionStringBuilder();
        foreach (var pair in text.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var parts = pair.Split('=', 2);
            if (parts.Length < 2)
                throw new FormatException("it is neither a URL nor a list of name=value pairs");
            Set(builder, parts[0], parts[1].Trim('\''));
        }

        return builder;
    }

    /// <summary>Whether Npgsql knows the name; whether it was set, <see cref="NpgsqlConnectionStringBuilder.Keys"/> tells.</summary>
    private static bool IsOption(string name) => new NpgsqlConnectionStringBuilder().ContainsKey(name);

    private static void Set(NpgsqlConnectionStringBuilder builder, string name, string value) =>
        builder[LibpqNames.GetValueOrDefault(name, name)] =
            name is "sslmode" or "ssl" ? value.Replace("-", "", StringComparison.Ordinal) : value;
}
