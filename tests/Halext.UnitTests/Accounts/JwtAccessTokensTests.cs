using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Halext.Domain.Accounts;
using Halext.Infrastructure.Accounts;

namespace Halext.UnitTests.Accounts;

public sealed class JwtAccessTokensTests
{
    private const string Hs256 = """{"alg":"HS256","typ":"JWT"}""";

    private static readonly DateTimeOffset Expiry = FixedClock.Start.AddMinutes(30);
    private static readonly Guid Session = new("0a4d55a8-d778-e502-2fab-701977c5d840");
    private static readonly User Ada = CreateUser(42);

    private readonly JwtAccessTokens _tokens = new(Settings.With(), new FixedClock());

    [Test]
    public void What_was_issued_is_read_back() =>
        Assert.That(_tokens.Read(Issue()), Is.EqualTo(new AccessTokenClaims(42, Session, Ada.SecurityStamp, Expiry)));

    [Test]
    public void A_token_says_what_the_standards_name()
    {
        var parts = Issue().Split('.');
        Assert.That(parts, Has.Length.EqualTo(3));
        Assert.That(Decode(parts[0]).GetProperty("alg").GetString(), Is.EqualTo("HS256"));

        var claims = Decode(parts[1]);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(claims.GetProperty("sub").GetString(), Is.EqualTo("42"));
            Assert.That(claims.GetProperty("iat").GetInt64(), Is.EqualTo(FixedClock.Start.ToUnixTimeSeconds()));
            Assert.That(claims.GetProperty("exp").GetInt64(), Is.EqualTo(Expiry.ToUnixTimeSeconds()));
            Assert.That(claims.GetProperty("iss").GetString(), Is.EqualTo("halext"));
            Assert.That(claims.GetProperty("aud").GetString(), Is.EqualTo("halext"));
            Assert.That(claims.GetProperty("type").GetString(), Is.EqualTo("access"));
            Assert.That(claims.GetProperty("jti").GetString(), Is.Not.EqualTo(Decode(Issue().Split('.')[1]).GetProperty("jti").GetString()));
        }
    }

    /// <summary>Whoever reads decides whether an expired token is told from a bad one.</summary>
    [Test]
    public void An_expired_token_is_read_with_its_expiry()
    {
        var token = _tokens.Issue(Ada, Session, FixedClock.Start.AddYears(-1));
        Assert.That(_tokens.Read(token)!.ExpiresAt, Is.EqualTo(FixedClock.Start.AddYears(-1)));
    }

    [Test]
    public void Another_secret_makes_another_key()
    {
        var others = new JwtAccessTokens(Settings.With(("SECRET_KEY", Settings.Secret + "x")), new FixedClock());
        Assert.That(_tokens.Read(others.Issue(Ada, Session, Expiry)), Is.Null);
        Assert.That(others.Read(Issue()), Is.Null);
    }

    /// <summary>Without it, the refusals below would prove nothing.</summary>
    [Test]
    public void What_these_tests_sign_with_the_right_key_is_accepted() =>
        Assert.That(_tokens.Read(Sign(Hs256, Claims())), Is.EqualTo(_tokens.Read(Issue())));

    [Test]
    public void The_secret_itself_is_not_the_key() =>
        Assert.That(_tokens.Read(Sign(Hs256, Claims(), Encoding.UTF8.GetBytes(Settings.Secret))), Is.Null);

    [TestCase("none")]
    [TestCase("None")]
    [TestCase("")]
    public void An_unsigned_token_is_refused(string algorithm)
    {
        var text = Encode($$"""{"alg":"{{algorithm}}","typ":"JWT"}""") + "." + Encode(Claims());
        Assert.That(_tokens.Read(text + "."), Is.Null);
        Assert.That(_tokens.Read(text + "." + Issue().Split('.')[2]), Is.Null);
        Assert.That(_tokens.Read(text), Is.Null);
    }

    [Test]
    public void Another_algorithm_is_refused_even_with_the_right_key()
    {
        var text = Encode("""{"alg":"HS512","typ":"JWT"}""") + "." + Encode(Claims());
        Assert.That(_tokens.Read(text + "." + Base64Url.EncodeToString(HMACSHA512.HashData(Key(), Encoding.ASCII.GetBytes(text)))), Is.Null);
        Assert.That(_tokens.Read(Sign("""{"alg":"HS512","typ":"JWT"}""", Claims())), Is.Null);
    }

    [Test]
    public void Only_three_parts_make_a_token()
    {
        var parts = Issue().Split('.');
        using (Assert.EnterMultipleScope())
        {
            Assert.That(_tokens.Read(parts[0]), Is.Null);
            Assert.That(_tokens.Read($"{parts[0]}.{parts[1]}"), Is.Null);
            Assert.That(_tokens.Read($"{parts[0]}.{parts[1]}.{parts[2]}.{parts[2]}"), Is.Null);
            Assert.That(_tokens.Read($"{parts[0]}.{parts[1]}.{parts[2]}.{parts[1]}.{parts[2]}"), Is.Null);
        }
    }

    [TestCase("type", "\"refresh\"")]
    [TestCase("type", "7")]
    [TestCase("iss", "\"other\"")]
    [TestCase("aud", "\"other\"")]
    [TestCase("sub", "\"ada\"")]
    [TestCase("sub", "\"-1\"")]
    [TestCase("sub", "\"99999999999\"")]
    [TestCase("sid", "\"session\"")]
    [TestCase("stamp", "\"stamp\"")]
    [TestCase("stamp", "{}")]
    [TestCase("exp", "\"soon\"")]
    [TestCase("exp", "1e300")]
    [TestCase("exp", "9223372036854775807")]
    public void A_signed_token_with_a_claim_that_is_not_ours_is_refused(string claim, string value)
    {
        Assert.That(_tokens.Read(Sign(Hs256, Claims(c => c[claim] = JsonNode.Parse(value)))), Is.Null);
        Assert.That(_tokens.Read(Sign(Hs256, Claims(c => c.Remove(claim)))), Is.Null, "nor is one without it");
    }

    [Test]
    public void Any_change_of_header_or_claims_is_noticed()
    {
        var token = Issue();
        var signed = token.LastIndexOf('.');
        Prop.ForAll(Gen.Choose(0, signed - 1).ToArbitrary(), Gen.Elements("AZaz09-_.".ToCharArray()).ToArbitrary(), (at, replacement) =>
            token[at] == replacement || _tokens.Read(token[..at] + replacement + token[(at + 1)..]) is null).Holds();
    }

    [Test]
    public void Any_change_of_the_signature_is_noticed()
    {
        var token = Issue();
        var signature = token.LastIndexOf('.') + 1;

        // But for the last character: two of its bits mean nothing.
        Prop.ForAll(Gen.Choose(signature, token.Length - 2).ToArbitrary(), Gen.Elements("AZaz09-_".ToCharArray()).ToArbitrary(), (at, replacement) =>
            token[at] == replacement || _tokens.Read(token[..at] + replacement + token[(at + 1)..]) is null).Holds();
    }

    [Test]
    public void Claims_cannot_be_exchanged_between_tokens()
    {
        var mine = Issue().Split('.');
        var admins = _tokens.Issue(CreateUser(1), Session, Expiry).Split('.');
        Assert.That(_tokens.Read($"{mine[0]}.{admins[1]}.{mine[2]}"), Is.Null);
    }

    [Test]
    public void Garbage_is_refused_without_a_word()
    {
        Prop.ForAll(Properties.Texts("..eyJ{}\"=-_A"), text => _tokens.Read(text) is null).Holds();
        Prop.ForAll(Properties.Texts("{}\"[]:,1a"), Properties.Texts("{}\"[]:,1a"), (header, claims) => _tokens.Read(Sign(header, claims)) is null).Holds();
        Prop.ForAll(Properties.Texts("{}\"[]:,1a"), claims => _tokens.Read(Sign(Hs256, claims)) is null).Holds();
        Assert.That(_tokens.Read(""), Is.Null);
        Assert.That(_tokens.Read(".."), Is.Null);
    }

    [Test]
    public void A_token_that_is_too_long_is_not_looked_at() =>
        Assert.That(_tokens.Read(Sign(Hs256, Claims(c => c["padding"] = new string('x', 4096)))), Is.Null);

    private static User CreateUser(int id)
    {
        var user = User.Register("ada", "ada@example.org", "hash", null, FixedClock.Start);
        typeof(User).GetProperty(nameof(User.Id))!.SetValue(user, id);
        return user;
    }

    private string Issue() => _tokens.Issue(Ada, Session, Expiry);

    /// <summary>The claims of a good token, changed.</summary>
    private static string Claims(Action<JsonObject>? change = null)
    {
        var claims = new JsonObject
        {
            ["sub"] = "42",
            ["jti"] = "1",
            ["iat"] = FixedClock.Start.ToUnixTimeSeconds(),
            ["exp"] = Expiry.ToUnixTimeSeconds(),
            ["iss"] = "halext",
            ["aud"] = "halext",
            ["type"] = "access",
            ["sid"] = Session.ToString("N"),
            ["stamp"] = Ada.SecurityStamp.ToString("N"),
        };
        change?.Invoke(claims);
        return claims.ToJsonString();
    }

    private static string Sign(string header, string claims, byte[]? key = null)
    {
        var text = Encode(header) + "." + Encode(claims);
        return text + "." + Base64Url.EncodeToString(HMACSHA256.HashData(key ?? Key(), Encoding.ASCII.GetBytes(text)));
    }

    private static byte[] Key() =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(Settings.Secret), 32, info: "halext access token"u8.ToArray());

    private static string Encode(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));

    private static JsonElement Decode(string part) => JsonSerializer.Deserialize<JsonElement>(Base64Url.DecodeFromChars(part));
}
