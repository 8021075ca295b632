using System.Net;
using System.Text.Json;
using Halext.Infrastructure.Common.Configuration;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Halext.UnitTests.Common.Configuration;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class HalextSettingsTests : IDisposable
{
    private const string Url = "postgresql://ada:hunter2@db/halext";

    private readonly string _directory = Directory.CreateTempSubdirectory("halext-settings-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Test]
    public void Production_needs_its_database_and_its_secret_and_says_so_at_once() =>
        Assert.That(Problems([]), Is.EqualTo(new[]
        {
            "DATABASE_URL is not set: in production Halext needs its PostgreSQL, as in postgresql://user:password@host/halext.",
            "SECRET_KEY is not set: make one with 'openssl rand -base64 48'.",
        }));

    [Test]
    public void Every_problem_is_named_at_once_and_no_secret_is()
    {
        var error = Assert.Throws<ConfigurationException>(() => Load(true,
            ("DATABASE_URL", "mysql://ada:hunter2@db/halext"), ("SECRET_KEY", "hunter2"), ("ALGORITHM", "RS256"), ("API_PORT", "70000"),
            ("LOG_LEVEL", "loud"), ("RATE_LIMIT_ENABLED", "perhaps"), ("TRUSTED_PROXIES", "proxy.local")))!;
        string[] names = ["DATABASE_URL", "SECRET_KEY", "ALGORITHM", "API_PORT", "LOG_LEVEL", "RATE_LIMIT_ENABLED", "TRUSTED_PROXIES"];
        Assert.That(error.Problems.Select(p => p.Split(' ')[0]), Is.EquivalentTo(names));
        Assert.That(error.Message.Split(Environment.NewLine), Is.EqualTo(error.Problems));
        Assert.That(error.Message, Does.Not.Contain("hunter2"));
    }

    [TestCase("default", "default")]
    [TestCase(" default , heavy-2,default", "default,heavy-2")]
    [TestCase("[\"default\",\"a.b_c\"]", "default,a.b_c")]
    public void Queues_are_read_in_every_form_of_a_list(string text, string expected) =>
        Assert.That(Load(false, ("JOBS_QUEUES", text)).Jobs.Queues, Is.EqualTo(expected.Split(',')));

    [TestCase(",,")]
    [TestCase("a/b")]
    [TestCase("Default")]
    [TestCase("*")]
    [TestCase("too many")]
    public void Queues_that_cannot_be_are_a_problem_and_not_all_of_them(string text)
    {
        if (text == "too many")
            text = string.Join(',', Enumerable.Range(0, 400).Select(i => $"q{i}"));
        var error = Assert.Throws<ConfigurationException>(() => Load(false, ("JOBS_QUEUES", text)))!;
        Assert.That(error.Problems.Single(), Does.StartWith("JOBS_QUEUES"));
    }

    [Test]
    public void Production_with_a_database_and_a_secret_starts_and_makes_no_file()
    {
        var settings = Load(true, ("DATABASE_URL", Url), ("SECRET_KEY", Settings.Secret), ("ALGORITHM", "HS256"));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(settings.IsProduction, Is.True);
            Assert.That(new NpgsqlConnectionStringBuilder(settings.ConnectionString).Host, Is.EqualTo("db"));
            Assert.That(settings.SecretKey, Is.EqualTo(Settings.Secret));
            Assert.That(Directory.EnumerateFileSystemEntries(_directory), Is.Empty);
        }
    }

    [Test]
    public void Development_needs_nothing_and_keeps_the_secret_that_it_makes()
    {
        var settings = Load(false);
        Assert.That(settings.ConnectionString, Is.Null, "a private cluster takes its place");
        Assert.That(SecretStrength.Weakness(settings.SecretKey, HalextSettings.MinSecretLength), Is.Null);
        Assert.That(Load(false).SecretKey, Is.EqualTo(settings.SecretKey));

        var file = Directory.EnumerateFiles(_directory).Single();
        Assert.That(File.GetUnixFileMode(file), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
    }

    [Test]
    public void A_weak_secret_stops_production_and_warns_development()
    {
        Assert.That(Problems([("DATABASE_URL", Url), ("SECRET_KEY", "short")]).Single(), Does.StartWith("SECRET_KEY is shorter than 32 characters"));

        var settings = Load(false, ("SECRET_KEY", "short"));
        Assert.That(settings.SecretKey, Is.EqualTo("short"));
        Assert.That(settings.Health.Warnings, Does.Contain("SECRET_KEY is shorter than 32 characters."));
    }

    [Test]
    public void The_secret_has_an_older_name_too()
    {
        Assert.That(Load(false, ("JWT_SECRET_KEY", Settings.Secret)).SecretKey, Is.EqualTo(Settings.Secret));
        Assert.That(Load(false, ("SECRET_KEY", Settings.Secret), ("JWT_SECRET_KEY", "other")).SecretKey, Is.EqualTo(Settings.Secret));
    }

    [Test]
    public void Blank_is_not_set()
    {
        Assert.That(Problems([("DATABASE_URL", " "), ("SECRET_KEY", "")]), Has.Length.EqualTo(2));
        Assert.That(Load(false, ("API_PORT", " "), ("ACCESS_CODE", " ")), Has.Property(nameof(HalextSettings.Port)).EqualTo(8000));
    }

    [TestCase("API_PORT", "0")]
    [TestCase("API_PORT", "65536")]
    [TestCase("API_PORT", "many")]
    [TestCase("API_PORT", "80.5")]
    [TestCase("ACCESS_TOKEN_EXPIRE_MINUTES", "0")]
    [TestCase("ACCESS_TOKEN_EXPIRE_MINUTES", "525601")]
    [TestCase("REFRESH_TOKEN_EXPIRE_DAYS", "-1")]
    [TestCase("REFRESH_TOKEN_EXPIRE_DAYS", "3651")]
    [TestCase("RATE_LIMIT_PER_MINUTE", "0")]
    [TestCase("RATE_LIMIT_SIGN_IN_PER_MINUTE", "1000001")]
    [TestCase("MAX_BODY_BYTES", "1023")]
    [TestCase("MAX_BODY_BYTES", "99999999999")]
    [TestCase("MIGRATE_ON_START", "perhaps")]
    [TestCase("DEV_MODE", "perhaps")]
    [TestCase("AI_OFFLINE", "perhaps")]
    [TestCase("LOG_LEVEL", "loud")]
    [TestCase("ALGORITHM", "none")]
    [TestCase("ALGORITHM", "HS512")]
    [TestCase("DATABASE_URL", "sqlite:///halext.db")]
    [TestCase("TRUSTED_PROXIES", "10.0.0.0/33")]
    public void A_setting_out_of_range_stops_development_too(string name, string value)
    {
        var error = Assert.Throws<ConfigurationException>(() => Load(false, (name, value)))!;
        Assert.That(error.Problems, Has.Count.EqualTo(1));
        Assert.That(error.Message, Does.StartWith(name + " "));
    }

    [Test]
    public void A_bad_port_of_the_mail_server_matters_only_with_a_mail_server()
    {
        Assert.That(Load(false, ("SMTP_PORT", "many")).Smtp, Is.Null);
        Assert.Throws<ConfigurationException>(() => Load(false, ("SMTP_HOST", "mail.example.org"), ("SMTP_PORT", "many")));
        Assert.That(
            Load(false, ("SMTP_HOST", "mail.example.org"), ("SMTP_USER", "halext"), ("SMTP_TLS", "off")).Smtp,
            Is.EqualTo(new SmtpSettings("mail.example.org", 587, "halext", null, UseTls: false, "halext@mail.example.org")));
    }

    [TestCase("https://a.example.org, https://b.example.org/", new[] { "https://a.example.org", "https://b.example.org" })]
    [TestCase("""["https://a.example.org", "https://b.example.org/"]""", new[] { "https://a.example.org", "https://b.example.org" })]
    [TestCase("['https://a.example.org']", new[] { "https://a.example.org" })]
    [TestCase("[\"*\"]", new[] { "*" })]
    [TestCase("http://localhost:3000,http://[::1]", new[] { "http://localhost:3000", "http://[::1]" }, TestName = "An IPv6 address keeps its brackets")]
    [TestCase("""["http://[::1]"]""", new[] { "http://[::1]" }, TestName = "An IPv6 address in a JSON list keeps its brackets")]
    [TestCase(",", new string[0])]
    [TestCase("[]", new string[0])]
    [TestCase(null, new[] { "*" })]
    public void Origins_come_in_a_comma_list_or_in_json(string? value, string[] origins) =>
        Assert.That(Load(false, ("CORS_ORIGINS", value)).CorsOrigins, Is.EqualTo(origins));

    [Test]
    public void Proxies_are_networks_or_single_addresses()
    {
        Assert.That(
            Load(false, ("TRUSTED_PROXIES", "10.0.0.0/8, 192.168.1.7, fd00::/8, ::1")).TrustedProxies,
            Is.EqualTo(new[] { IPNetwork.Parse("10.0.0.0/8"), IPNetwork.Parse("192.168.1.7/32"), IPNetwork.Parse("fd00::/8"), IPNetwork.Parse("::1/128") }));
        Assert.That(Load(false).TrustedProxies, Is.EqualTo(new[] { IPNetwork.Parse("127.0.0.0/8"), IPNetwork.Parse("::1/128") }));
    }

    [TestCase("info", LogLevel.Information)]
    [TestCase("INFORMATION", LogLevel.Information)]
    [TestCase("WARN", LogLevel.Warning)]
    [TestCase("fatal", LogLevel.Critical)]
    [TestCase("trace", LogLevel.Trace)]
    [TestCase(null, LogLevel.Information)]
    public void Log_levels_have_the_names_of_dotnet_and_of_python(string? value, LogLevel level) =>
        Assert.That(Load(false, ("LOG_LEVEL", value)).LogLevel, Is.EqualTo(level));

    [Test]
    public void Dev_mode_lifts_the_access_code_and_nothing_else()
    {
        (string, string?)[] values = [("DATABASE_URL", Url), ("SECRET_KEY", Settings.Secret), ("ACCESS_CODE", "open sesame")];
        var without = Load(true, values);
        var with = Load(true, [.. values, ("DEV_MODE", "true")]);
        Assert.That(without.Accounts.AccessCode, Is.EqualTo("open sesame"));
        Assert.That(with.Accounts.AccessCode, Is.Null);
        Assert.That(with.Health.DevMode, Is.True);
        Assert.That(with.Health.Warnings, Is.EqualTo(new[] { "DEV_MODE is on in production: the access code is not asked for." }));

        var otherwise = with with { Accounts = with.Accounts with { AccessCode = "open sesame" }, Health = without.Health };
        Assert.That(Described(otherwise), Is.EqualTo(Described(without)));
        Assert.That(Problems([("DEV_MODE", "true")]), Has.Length.EqualTo(2), "production stays production");
    }

    [Test]
    public void Open_registration_is_pointed_out()
    {
        Assert.That(Load(false).Health.Warnings, Has.One.StartsWith("ACCESS_CODE is not set"));
        Assert.That(Load(false, ("ACCESS_CODE", "open sesame")).Health.Warnings, Is.Empty);
        Assert.That(Load(false, ("DEV_MODE", "1")).Health.Warnings, Is.Empty);
    }

    [TestCase(null, 90)]
    [TestCase("0", 0)]
    [TestCase("30", 30)]
    public void The_time_before_a_requested_deletion_is_set_in_days(string? value, int days) =>
        Assert.That(Load(false, ("ACCOUNT_DELETION_GRACE_DAYS", value)).Accounts.DeletionGrace, Is.EqualTo(TimeSpan.FromDays(days)));

    [TestCase("-1")]
    [TestCase("3651")]
    [TestCase("soon")]
    public void A_time_before_deletions_that_makes_no_sense_is_refused(string value) =>
        Assert.That(
            Problems([("DATABASE_URL", Url), ("SECRET_KEY", Settings.Secret), ("ACCOUNT_DELETION_GRACE_DAYS", value)]),
            Is.EqualTo(new[] { "ACCOUNT_DELETION_GRACE_DAYS must be a whole number from 0 to 3650." }));

    [Test]
    public void Addresses_in_mails_begin_with_the_public_url()
    {
        Assert.That(Load(false, ("API_PORT", "9000")).Accounts.PublicUrl, Is.EqualTo("http://127.0.0.1:9000"));
        Assert.That(Load(false, ("FRONTEND_URL", "https://old.example.org/")).Accounts.PublicUrl, Is.EqualTo("https://old.example.org"));
        Assert.That(
            Load(false, ("PUBLIC_URL", "https://halext.example.org"), ("FRONTEND_URL", "https://old.example.org")).Accounts.PublicUrl,
            Is.EqualTo("https://halext.example.org"));
    }

    [Test]
    public void The_report_names_providers_and_never_their_keys()
    {
        var health = Load(false, ("OPENAI_API_KEY", "hunter2"), ("OLLAMA_BASE_URL", "http://ollama"), ("AI_PROVIDER", "gemini")).Health;
        using (Assert.EnterMultipleScope())
        {
            Assert.That(health.ConfiguredProviders, Is.EqualTo(new[] { "openai", "ollama" }));
            Assert.That(health.MissingProviderKeys, Is.EqualTo(new[] { "gemini" }));
            Assert.That(health.Warnings, Does.Contain("AI_PROVIDER names gemini, which has no key."));
            Assert.That(JsonSerializer.Serialize(health), Does.Not.Contain("hunter2"));
            Assert.That(Load(false).Health.AiProvider, Is.EqualTo("mock"));
            Assert.That(Load(false, ("OPENAI_API_KEY", "hunter2")).Health.AiProvider, Is.EqualTo("openai"));
        }
    }

    private string[] Problems((string Name, string? Value)[] values) =>
        [.. Assert.Throws<ConfigurationException>(() => Load(true, values))!.Problems];

    private HalextSettings Load(bool isProduction, params (string Name, string? Value)[] values) =>
        HalextSettings.Load(Settings.Of([("HALEXT_DATA_DIR", _directory), .. values]), isProduction);

    private static string Described(HalextSettings settings) =>
        JsonSerializer.Serialize(settings with { TrustedProxies = [] }) + string.Join(' ', settings.TrustedProxies);
}
