using System.Globalization;
using System.Net;
using System.Net.Mail;
using Halext.Application.Accounts;
using Halext.Application.Assistant;
using Halext.Application.Operations.Audit;
using Halext.Application.Operations.Health;
using Halext.Infrastructure.Operations.Server;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace Halext.Infrastructure.Common.Configuration;

/// <summary>How many requests are let through per minute; a limit is per node.</summary>
public sealed record RateLimits(bool Enabled, int PerMinute, int SignInPerMinute);

/// <summary>The mail server to send through.</summary>
public sealed record SmtpSettings(string Host, int Port, string? Username, string? Password, bool UseTls, string From);

/// <summary>
/// Everything that an operator can set, read once at the start from the environment and <c>.env</c>. See docs/configuration.md.
/// </summary>
public sealed record HalextSettings
{
    /// <summary>256 bits, the size of the key that signs tokens.</summary>
    public const int MinSecretLength = 32;

    public required bool IsProduction { get; init; }

    /// <summary>Where Halext keeps what it makes for itself: the development database, its secret, mails.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>For Npgsql; null in development without DATABASE_URL, where a private cluster takes its place.</summary>
    public string? ConnectionString { get; init; }

    /// <summary>Signs tokens. Replacing it ends every access token.</summary>
    public required string SecretKey { get; init; }

    public required string Host { get; init; }

    public required int Port { get; init; }

    /// <summary>Where this machine reaches the server.</summary>
    public string LocalUrl => $"http://{(Host is "0.0.0.0" or "::" or "[::]" or "*" ? "127.0.0.1" : Host)}:{Port}";

    public required AccountSettings Accounts { get; init; }

    public required IReadOnlyList<string> CorsOrigins { get; init; }

    public required RateLimits RateLimits { get; init; }

    /// <summary>Proxies whose X-Forwarded-* headers are believed.</summary>
    public required IReadOnlyList<IPNetwork> TrustedProxies { get; init; }

    /// <summary>Networks besides the public internet that people may make this server call.</summary>
    public required IReadOnlyList<IPNetwork> OutgoingAllowedNetworks { get; init; }

    /// <summary>Opens /metrics to others than loopback.</summary>
    public string? MetricsToken { get; init; }

    public SmtpSettings? Smtp { get; init; }

    /// <summary>The largest request body, in bytes, where a route does not say otherwise.</summary>
    public required long MaxBodyBytes { get; init; }

    public required bool MigrateOnStart { get; init; }

    public required JobSettings Jobs { get; init; }

    public required BackupSettings Backups { get; init; }

    /// <summary>Whether this process serves the API, and not only jobs.</summary>
    public bool ServesApi { get; init; } = true;

    public required LogLevel LogLevel { get; init; }

    /// <summary>How many lines of the log the process remembers, for admins.</summary>
    public required int LogBufferLines { get; init; }

    /// <summary>Whether somebody starts the program again when it ends.</summary>
    public required bool IsSupervised { get; init; }

    /// <summary>The service of systemd whose journal is shown to admins; null for none.</summary>
    public string? JournalUnit { get; init; }

    /// <summary>What reads it.</summary>
    public string JournalProgram { get; init; } = "journalctl";

    public required AuditSettings Audit { get; init; }

    /// <summary>The OTEL_* variables, which the OpenTelemetry exporter understands by itself.</summary>
    public required IReadOnlyDictionary<string, string?> OpenTelemetry { get; init; }

    public required ConfigurationHealth Health { get; init; }

    public required AssistantSettings Assistant { get; init; }

    /// <summary>Reads and checks the settings.</summary>
    /// <exception cref="ConfigurationException">Something is missing or wrong; all problems at once.</exception>
    public static HalextSettings Load(IConfiguration source, bool isProduction)
    {
        var read = new SettingsReader(source);
        var dataDirectory = Path.GetFullPath(read.Text("HALEXT_DATA_DIR") ?? ".halext");
        var port = read.Number("API_PORT", 8000, 1, 65535);
        var host = read.Text("API_HOST") ?? "127.0.0.1";

        // Kestrel takes any other name for "all addresses", so that a slip of the pen would open the server to the network.
        if (host is not ("localhost" or "*") && !IPAddress.TryParse(host.Trim('[', ']'), out _))
            read.Problem("API_HOST must be an address of this machine, localhost, or * for all.");
        var devMode = read.Flag("DEV_MODE", false);
        var accessCode = read.Text("ACCESS_CODE");
        var warnings = new List<string>();
        var assistant = AssistantSection.Read(read);
        if (accessCode is null && !devMode)
            warnings.Add("ACCESS_CODE is not set: anybody who reaches this server can register.");
        if (isProduction && devMode)
            warnings.Add("DEV_MODE is on in production: the access code is not asked for.");

        var settings = new HalextSettings
        {
            IsProduction = isProduction,
            DataDirectory = dataDirectory,
            ConnectionString = Database(read, isProduction),
            SecretKey = Secret(read, isProduction, dataDirectory, warnings),
            Host = host,
            Port = port,
            Accounts = new AccountSettings(
                devMode ? null : accessCode,
                TimeSpan.FromMinutes(read.Number("ACCESS_TOKEN_EXPIRE_MINUTES", 30, 1, 60 * 24 * 365)),
                TimeSpan.FromDays(read.Number("REFRESH_TOKEN_EXPIRE_DAYS", 30, 1, 3650)),
                (read.Text("PUBLIC_URL") ?? read.Text("FRONTEND_URL") ?? $"http://{host}:{port}").TrimEnd('/'),
                TimeSpan.FromDays(read.Number("ACCOUNT_DELETION_GRACE_DAYS", 90, 0, 3650))),
            CorsOrigins = read.List("CORS_ORIGINS", ["*"]),
            RateLimits = new RateLimits(
                read.Flag("RATE_LIMIT_ENABLED", true),
                read.Number("RATE_LIMIT_PER_MINUTE", 600, 1, 1_000_000),
                read.Number("RATE_LIMIT_SIGN_IN_PER_MINUTE", 10, 1, 1_000_000)),
            TrustedProxies = read.Networks("TRUSTED_PROXIES", ["127.0.0.0/8", "::1/128"]),
            OutgoingAllowedNetworks = read.Networks("OUTGOING_ALLOWED_NETWORKS", []),
            MetricsToken = read.Text("METRICS_TOKEN"),
            Smtp = MailServer(read),
            MaxBodyBytes = read.Number("MAX_BODY_BYTES", 10 * 1024 * 1024, 1024, int.MaxValue),
            MigrateOnStart = read.Flag("MIGRATE_ON_START", true),
            Jobs = new JobSettings(
                read.Flag("JOBS_WORKER", true),
                read.Flag("JOBS_SCHEDULER", true),
                Name: "halext",
                Queues(read),
                read.Number("JOBS_CONCURRENCY", 4, 1, JobSettings.ConcurrencyMax),
                TimeSpan.FromSeconds(read.Number("JOBS_DRAIN_SECONDS", 8, 0, 3600))),
            Backups = new BackupSettings(
                read.Text("BACKUP_DIR") is { } backups ? Path.GetFullPath(backups) : null,
                read.Number("BACKUP_KEEP", 14, 1, 100_000),
                read.Number("BACKUP_KEEP_DAYS", 0, 0, 36_500) is > 0 and var days ? TimeSpan.FromDays(days) : null),
            LogLevel = read.Level("LOG_LEVEL", LogLevel.Information),
            LogBufferLines = read.Number("LOG_BUFFER_LINES", 2_000, 0, 100_000),
            IsSupervised = read.Flag("SUPERVISED", IsServiceOfSystemd(read)),
            JournalUnit = read.Text("JOURNAL_STREAM") is not null && IsServiceOfSystemd(read) ? SystemJournal.UnitOf(File.ReadAllText("/proc/self/cgroup")) : null,
            Audit = new AuditSettings(TimeSpan.FromDays(read.Number("AUDIT_DAYS", 365, 1, 36_500))),
            OpenTelemetry = source.AsEnumerable()
                .Where(setting => setting.Key.StartsWith("OTEL_", StringComparison.OrdinalIgnoreCase))
                .ToDictionary(setting => setting.Key, setting => setting.Value),
            Health = ConfigurationReport(read, assistant, devMode, warnings),
            Assistant = assistant,
        };
        if (read.Text("ALGORITHM") is { } algorithm && algorithm != "HS256")
            read.Problem("ALGORITHM must be HS256, the one that Halext signs tokens with.");
        read.ThrowIfProblems();
        return settings;
    }

    /// <summary>A level by .NET's names, and Python's; null when it is none.</summary>
    public static LogLevel? ReadLevel(string text) => text.ToLowerInvariant() switch
    {
        "trace" => LogLevel.Trace,
        "debug" => LogLevel.Debug,
        "info" or "information" => LogLevel.Information,
        "warn" or "warning" => LogLevel.Warning,
        "error" => LogLevel.Error,
        "critical" or "fatal" => LogLevel.Critical,
        _ => null,
    };

    private static IReadOnlyList<string> Queues(SettingsReader read)
    {
        if (read.Text("JOBS_QUEUES") is null)
            return [];
        if (JobSettings.ReadQueues(string.Join(',', read.List("JOBS_QUEUES", []))) is { } queues)
            return queues;
        read.Problem("JOBS_QUEUES must list queues, as in default,heavy: lower-case letters, digits and -_. in each; leave it out for all.");
        return [];
    }

    /// <summary>
    /// Whether this very process is what systemd started: what runs below it (a terminal, for one) inherits INVOCATION_ID, and is not
    /// started again.
    /// </summary>
    private static bool IsServiceOfSystemd(SettingsReader read) =>
        read.Text("INVOCATION_ID") is not null
        && read.Text("SYSTEMD_EXEC_PID") == Environment.ProcessId.ToString(CultureInfo.InvariantCulture);

    private static string? Database(SettingsReader read, bool isProduction)
    {
        var url = read.Text("DATABASE_URL");
        if (url is null)
        {
            if (isProduction)
                read.Problem("DATABASE_URL is not set: in production Halext needs its PostgreSQL, as in postgresql://user:password@host/halext.");
            return null;
        }

        try
        {
            return DatabaseUrl.Parse(url);
        }
        catch (FormatException e)
        {
            read.Problem($"DATABASE_URL cannot be used: {e.Message}.");
            return null;
        }
    }

    private static string Secret(SettingsReader read, bool isProduction, string dataDirectory, List<string> warnings)
    {
        var secret = read.Text("SECRET_KEY") ?? read.Text("JWT_SECRET_KEY");
        if (secret is null)
        {
            if (!isProduction)
                return SecretFile.ReadOrCreate(dataDirectory);
            read.Problem("SECRET_KEY is not set: make one with 'openssl rand -base64 48'.");
            return "";
        }

        if (SecretStrength.Weakness(secret, MinSecretLength) is { } weakness)
        {
            if (isProduction)
                read.Problem($"SECRET_KEY {weakness}: make one with 'openssl rand -base64 48'.");
            warnings.Add($"SECRET_KEY {weakness}.");
        }

        return secret;
    }

    private static SmtpSettings? MailServer(SettingsReader read)
    {
        if (read.Text("SMTP_HOST") is not { } host)
            return null;

        var from = read.Text("SMTP_FROM") ?? $"halext@{host}";
        if (!MailAddress.TryCreate(from, out _))
            read.Problem("SMTP_FROM is not a mail address.");
        return new SmtpSettings(
            host,
            read.Number("SMTP_PORT", 587, 1, 65535),
            read.Text("SMTP_USERNAME") ?? read.Text("SMTP_USER"),
            read.Text("SMTP_PASSWORD"),
            read.Flag("SMTP_TLS", true),
            from);
    }

    private static ConfigurationHealth ConfigurationReport(SettingsReader read, AssistantSettings assistant, bool devMode, List<string> warnings)
    {
        (string Provider, string Name)[] keys = [("openai", "OPENAI_API_KEY"), ("gemini", "GEMINI_API_KEY"), ("anthropic", "ANTHROPIC_API_KEY")];
        var configured = keys.Where(k => read.Text(k.Name) is not null).Select(k => k.Provider)
            .Concat(read.Text("OLLAMA_URL") is null && read.Text("OLLAMA_BASE_URL") is null ? [] : ["ollama"])
            .Concat(read.Text("OPENWEBUI_URL") is null ? [] : ["openwebui"])
            .ToList();
        var provider = read.Text("AI_PROVIDER") ?? configured.FirstOrDefault() ?? "mock";
        var missing = keys.Where(k => k.Provider == provider && !configured.Contains(provider)).Select(k => k.Provider).ToList();
        if (missing.Count > 0)
            warnings.Add($"AI_PROVIDER names {provider}, which has no key.");
        return new ConfigurationHealth(
            [], warnings, configured, missing, assistant.IsOffline, devMode, provider, read.Text("AI_MODEL") ?? "");
    }
}

/// <summary>The configuration cannot be used. The message has one line per problem, made for operators.</summary>
public sealed class ConfigurationException(IReadOnlyList<string> problems) : Exception(string.Join(Environment.NewLine, problems))
{
    public IReadOnlyList<string> Problems { get; } = problems;
}

/// <summary>Reads single settings and collects what is wrong with them.</summary>
internal sealed class SettingsReader(IConfiguration source)
{
    private readonly List<string> _problems = [];

    public void Problem(string text) => _problems.Add(text);

    public void ThrowIfProblems()
    {
        if (_problems.Count > 0)
            throw new ConfigurationException(_problems);
    }

    /// <summary>The trimmed value; blank counts as not set.</summary>
    public string? Text(string name) => string.IsNullOrWhiteSpace(source[name]) ? null : source[name]!.Trim();

    public int Number(string name, int fallback, int min, int max)
    {
        if (Text(name) is not { } text)
            return fallback;
        if (int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max)
            return number;
        Problem($"{name} must be a whole number from {min} to {max}.");
        return fallback;
    }

    public bool Flag(string name, bool fallback)
    {
        switch (Text(name)?.ToLowerInvariant())
        {
            case null:
                return fallback;
            case "true" or "1" or "yes" or "on":
                return true;
            case "false" or "0" or "no" or "off":
                return false;
            default:
                Problem($"{name} must be true or false.");
                return fallback;
        }
    }

    public LogLevel Level(string name, LogLevel fallback)
    {
        if (Text(name) is not { } text)
            return fallback;
        if (HalextSettings.ReadLevel(text) is { } level)
            return level;
        Problem($"{name} must be trace, debug, info, warning, error or critical.");
        return fallback;
    }

    /// <summary>A comma list or a JSON array of strings.</summary>
    public IReadOnlyList<string> List(string name, IReadOnlyList<string> fallback) =>
        Text(name) is not { } text
            ? fallback
            : (text is ['[', .. var items, ']'] ? items : text)
                .Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                .Select(item => item.Trim('"', '\'').TrimEnd('/'))
                .Where(item => item.Length > 0)
                .ToList();

    public IReadOnlyList<IPNetwork> Networks(string name, IReadOnlyList<string> fallback)
    {
        var networks = new List<IPNetwork>();
        foreach (var item in List(name, fallback))
        {
            if (IPNetwork.TryParse(item, out var network))
                networks.Add(network);
            else if (IPAddress.TryParse(item, out var address))
                networks.Add(new IPNetwork(address, address.GetAddressBytes().Length * 8));
            else
                Problem($"{name} must list addresses or networks such as 10.0.0.0/8; '{item}' is neither.");
        }

        return networks;
    }
}
