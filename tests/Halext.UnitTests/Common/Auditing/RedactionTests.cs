using System.Text.Json;
using Halext.Application.Common.Auditing;
using Halext.Domain.Common;

namespace Halext.UnitTests.Common.Auditing;

public sealed class RedactionTests
{
    [TestCase("Password")]
    [TestCase("NewPassword")]
    [TestCase("ApiKey")]
    [TestCase("api_key")]
    [TestCase("apiKey")]
    [TestCase("x-api-key")]
    [TestCase("RefreshToken")]
    [TestCase("SecretKey")]
    [TestCase("AccessCode")]
    [TestCase("Authorization")]
    [TestCase("Keys")]
    public void Names_that_sound_like_secrets_are_secrets(string name) => Assert.That(Redaction.IsSecret(name), Is.True);

    [TestCase("Username")]
    [TestCase("KeyName")]
    [TestCase("Monkey")]
    [TestCase("Provider")]
    [TestCase("Title")]
    public void Other_names_are_not(string name) => Assert.That(Redaction.IsSecret(name), Is.False);

    [TestCase("Authorization: Bearer abcdef123456", "abcdef")]
    [TestCase("the key hlx_Zm9vYmFyYmF6 is gone", "Zm9v")]
    [TestCase("sk-proj-abcdef123456 was refused", "proj-abc")]
    [TestCase("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln", "eyJzdWIi")]
    [TestCase("postgresql://halext:hunter2@db/halext", "hunter2")]
    [TestCase("Host=db;Username=halext;Password=hunter2;Database=halext", "hunter2")]
    [TestCase("GET https://example.org/?key=hunter2&q=1", "hunter2")]
    [TestCase("""{"password": "hunter2", "a": 1}""", "hunter2")]
    public void What_looks_like_a_secret_goes_wherever_it_stands(string text, string secret) => Assert.That(Redaction.Scrub(text), Does.Not.Contain(secret).And.Contain(Redaction.Mask));

    [Test]
    public void Ordinary_text_stays() => Assert.That(Redaction.Scrub("Renamed the keyboard at http://host:80/path"), Is.EqualTo("Renamed the keyboard at http://host:80/path"));

    [Test]
    public void A_request_keeps_what_is_harmless()
    {
        var json = JsonElement.Parse(Redaction.Of(new Example(
            "Ada", "hunter2", "pssst", 3, new Optional<string?>("set"), default, ["a", "b"], new Inner("deep", "s3cr3t"),
            JsonElement.Parse("""{"api_key":"s3cr3t","note":"ok","list":[{"token":5}]}"""), new() { ["password"] = "s3cr3t", ["colour"] = "red" }, 4_000)));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(json.GetProperty("name").GetString(), Is.EqualTo("Ada"));
            Assert.That(json.GetProperty("password").GetString(), Is.EqualTo(Redaction.Mask));
            Assert.That(json.GetProperty("whisper").GetString(), Is.EqualTo(Redaction.Mask));
            Assert.That(json.GetProperty("count").GetInt32(), Is.EqualTo(3));
            Assert.That(json.GetProperty("sent").GetString(), Is.EqualTo("set"));
            Assert.That(json.TryGetProperty("not_sent", out _), Is.False);
            Assert.That(json.GetProperty("inner").GetProperty("text").GetString(), Is.EqualTo("deep"));
            Assert.That(json.GetProperty("free").GetProperty("note").GetString(), Is.EqualTo("ok"));
            Assert.That(json.GetProperty("map").GetProperty("colour").GetString(), Is.EqualTo("red"));
            Assert.That(json.GetProperty("max_tokens").GetInt32(), Is.EqualTo(4_000));
            Assert.That(json.GetRawText(), Does.Not.Contain("hunter2").And.Not.Contain("s3cr3t").And.Not.Contain("pssst").And.Not.Contain("\"token\":5"));
        }
    }

    [Test]
    public void However_much_is_sent_little_is_kept()
    {
        var json = Redaction.Of(new { Text = new string('x', 100_000), List = Enumerable.Range(0, 10_000), Deep = new[] { new[] { new[] { new[] { new[] { 1 } } } } } });
        Assert.That(json, Has.Length.LessThan(10_000));
    }

    [TestCase("\\u0000")]
    [TestCase("\\ud800")]
    public void What_the_database_cannot_hold_does_not_get_there(string text)
    {
        var json = Redaction.Of(new { Free = JsonElement.Parse($$"""{"a":"{{text}}","n":1e999999}"""), Text = "a\0\ud800" });
        Assert.That(json, Does.Not.Contain("\\u0000").And.Not.Contain("\\ud800").IgnoreCase.And.Not.Contain("999999"));
    }

    private sealed record Example(
        string Name, string Password, [Sensitive] string Whisper, int Count, Optional<string?> Sent, Optional<string?> NotSent, IReadOnlyList<string> Items, Inner Inner,
        JsonElement Free, Dictionary<string, string> Map, int MaxTokens);

    private sealed record Inner(string Text, string ApiKey);
}
