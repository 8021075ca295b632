using FsCheck.Fluent;
using Halext.Infrastructure.Common.Configuration;
using Npgsql;

namespace Halext.UnitTests.Common.Configuration;

public sealed class DatabaseUrlTests
{
    [TestCase("postgresql://ada:hunter2@db.example.org:5433/halext")]
    [TestCase("postgres://ada:hunter2@db.example.org:5433/halext")]
    [TestCase("postgresql+asyncpg://ada:hunter2@db.example.org:5433/halext")]
    [TestCase("postgresql+psycopg2://ada:hunter2@db.example.org:5433/halext")]
    [TestCase("  postgresql://ada:hunter2@db.example.org:5433/halext\n")]
    [TestCase("postgresql://db.example.org/halext?user=ada&password=hunter2&port=5433")]
    [TestCase("host=db.example.org port=5433 dbname=halext user=ada password=hunter2")]
    [TestCase("host='db.example.org' port='5433' dbname='halext' user='ada' password='hunter2'")]
    [TestCase("Host=db.example.org;Port=5433;Database=halext;Username=ada;Password=hunter2")]
    [TestCase("Server=db.example.org;Port=5433;Database=halext;User Id=ada;Password=hunter2;")]
    public void Every_usual_form_says_the_same(string text)
    {
        var parsed = Parse(text);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(parsed.Host, Is.EqualTo("db.example.org"));
            Assert.That(parsed.Port, Is.EqualTo(5433));
            Assert.That(parsed.Database, Is.EqualTo("halext"));
            Assert.That(parsed.Username, Is.EqualTo("ada"));
            Assert.That(parsed.Password, Is.EqualTo("hunter2"));
        }
    }

    [TestCase("postgresql://localhost/halext", "localhost", TestName = "A host name")]
    [TestCase("postgresql://[::1]/halext", "::1", TestName = "An IPv6 address")]
    [TestCase("postgresql:///halext?host=/var/run/postgresql", "/var/run/postgresql", TestName = "A socket's directory")]
    public void What_is_left_out_has_its_default(string url, string host)
    {
        var parsed = Parse(url);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(parsed.Host, Is.EqualTo(host));
            Assert.That(parsed.Port, Is.EqualTo(5432));
            Assert.That(parsed.Username, Is.Null);
            Assert.That(parsed.Password, Is.Null);
        }
    }

    [Test]
    public void Percent_signs_are_decoded_everywhere()
    {
        var parsed = Parse("postgresql://a%40b:p%3A%2F%3F%23%5B%5D%40%25%20%C3%A9@h/my%20db?application_name=a%26b");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(parsed.Username, Is.EqualTo("a@b"));
            Assert.That(parsed.Password, Is.EqualTo("p:/?#[]@% é"));
            Assert.That(parsed.Database, Is.EqualTo("my db"));
            Assert.That(parsed.ApplicationName, Is.EqualTo("a&b"));
        }
    }

    [Test]
    public void Any_password_survives_percent_encoding() =>
        Prop.ForAll(Properties.Texts("a:/?#[]@%;='\" +"), password =>
            Unicode(password) is not { Length: > 0 } text || Parse($"postgresql://ada:{Uri.EscapeDataString(text)}@h/d").Password == text).Holds();

    [TestCase("sslmode=require", SslMode.Require)]
    [TestCase("sslmode=verify-full", SslMode.VerifyFull)]
    [TestCase("sslmode=verify-ca", SslMode.VerifyCA)]
    [TestCase("sslmode=disable", SslMode.Disable)]
    [TestCase("ssl=require", SslMode.Require, TestName = "asyncpg's name of the SSL mode")]
    public void The_ssl_mode_is_kept(string option, SslMode mode)
    {
        Assert.That(Parse($"postgresql://h/d?{option}").SslMode, Is.EqualTo(mode));
        Assert.That(Parse($"host=h dbname=d {option}").SslMode, Is.EqualTo(mode));
    }

    [Test]
    public void What_is_not_said_is_set_for_a_server()
    {
        var parsed = Parse("postgresql://h/d");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(parsed.MaxPoolSize, Is.EqualTo(40));
            Assert.That(parsed.MaxAutoPrepare, Is.EqualTo(100));
            Assert.That(parsed.ApplicationName, Is.EqualTo("halext"));
        }
    }

    [Test]
    public void What_is_said_is_kept()
    {
        var parsed = Parse("postgresql://h/d?Maximum%20Pool%20Size=7&Max%20Auto%20Prepare=0&application_name=other&connect_timeout=3");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(parsed.MaxPoolSize, Is.EqualTo(7));
            Assert.That(parsed.MaxAutoPrepare, Is.Zero);
            Assert.That(parsed.ApplicationName, Is.EqualTo("other"));
            Assert.That(parsed.Timeout, Is.EqualTo(3));
        }
    }

    [TestCase("sqlite:///halext.db", "sqlite")]
    [TestCase("sqlite+aiosqlite:///./halext.db", "sqlite")]
    [TestCase("mysql://u:hunter2@h/d", "mysql")]
    [TestCase("http://h/d", "http")]
    [TestCase("postgresql:///d", "no host")]
    [TestCase("postgresql://h", "no database")]
    [TestCase("postgresql://h/", "no database")]
    [TestCase("dbname=d", "no host")]
    [TestCase("host=h", "no database")]
    [TestCase("Host=h;Port=5432", "no database")]
    [TestCase("postgresql://u:hunter2@h:port/d", "not a valid URL")]
    [TestCase("postgresql://u:hunter2/x@h:1/d", "not a valid URL", TestName = "A slash in the password has to be encoded")]
    [TestCase("postgresql://u:hunter2@h/d?sslmode=perhaps", "'SSL Mode' is not valid")]
    [TestCase("postgresql://u:hunter2@h/d?colour=red", "an option that is not known")]
    [TestCase("host=h dbname=d password=hunter2 colour=red", "an option that is not known")]
    [TestCase("host=h dbname=d port=many password=hunter2", "'Port' is not valid")]
    [TestCase("Host=h;Database=d;Password=hunter2;Colour=red", "an option that is not known")]
    [TestCase("Host=h;Database=d;Password=hunter2;Port=many", "'port' is not valid")]
    [TestCase("Host=h;Database=d;Password=hunter2;Colour=", "an option that is not known")]
    [TestCase("host=h dbname=d password=my hunter2=x", "an option that is not known", TestName = "A password with a space and an equals sign stays secret")]
    [TestCase("hunter2", "neither a URL")]
    [TestCase("ada:hunter2@h/d", "neither a URL")]
    [TestCase("host=h dbname=d password=hunter2://x nonsense", "neither a URL", TestName = "A password that looks like a URL's beginning stays secret")]
    [TestCase("Host=h;Database=;Password=hunter2://x", "no database", TestName = "A password in Npgsql's form that looks like a URL's beginning stays secret")]
    [TestCase("", "no host")]
    public void What_cannot_be_used_is_told_why_and_no_secret(string text, string reason)
    {
        var error = Assert.Throws<FormatException>(() => DatabaseUrl.Parse(text));
        Assert.That(error!.Message, Does.Contain(reason).And.Not.Contain("hunter2"));
        Assert.That(error.InnerException, Is.Null, "it would be logged, and holds the whole text");
    }

    [Test]
    public void A_password_may_look_like_a_url() =>
        Assert.That(Parse("host=h dbname=d password=a://b").Password, Is.EqualTo("a://b"));

    [Test]
    public void Garbage_is_refused_in_one_way_and_never_repeated() =>
        Prop.ForAll(Properties.Texts("=; :/@?&'\"%+#[]hp"), Properties.Texts("=; :/@?&'\"%+#[]hp"), (before, after) =>
            Repeats($"{before}hunter2{after}") is false
            && Repeats($"postgresql://u:{before}hunter2{after}@h/d") is false
            && Repeats($"host=h dbname=d password={before}hunter2{after}") is false
            && Repeats($"Host=h;Database=d;Password={before}hunter2{after}") is false).Holds();

    /// <summary>Whether the refusal gives the password away; no refusal does not.</summary>
    private static bool Repeats(string text)
    {
        try
        {
            DatabaseUrl.Parse(text);
            return false;
        }
        catch (FormatException e)
        {
            return e.Message.Contains("hunter2", StringComparison.Ordinal);
        }
    }

    private static NpgsqlConnectionStringBuilder Parse(string text) => new(DatabaseUrl.Parse(text));

    /// <summary>Without halves of surrogate pairs, which no URL can hold.</summary>
    private static string Unicode(string text) => string.Concat(text.Where(c => !char.IsSurrogate(c) && c != '\0'));
}
