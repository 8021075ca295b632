using System.Text;
using FsCheck.Fluent;

namespace Halext.UnitTests.Common.Json;

public sealed class TextTests
{
    [TestCase("\"a\\u0000b\"", "NUL", TestName = "NUL, which PostgreSQL cannot hold")]
    [TestCase("\"\\ud83d\"", "surrogate", TestName = "The first half of a surrogate pair")]
    [TestCase("\"\\ude00\"", "surrogate", TestName = "The second half of a surrogate pair")]
    [TestCase("\"\\ude00\\ud83d\"", "surrogate", TestName = "Two halves in the wrong order")]
    [TestCase("7", "must be a text", TestName = "A number is no text")]
    [TestCase("true", "must be a text", TestName = "True is no text")]
    [TestCase("{}", "must be a text", TestName = "An object is no text")]
    public void What_cannot_be_stored_is_refused_and_told_why(string json, string reason)
    {
        Assert.That(Wire.Refusal<string>(json).Message, Does.Contain(reason));
        Assert.That(Wire.Refusal<Dictionary<string, string>>($$"""{"note":{{json}}}""").Path, Is.EqualTo("$.note"));
    }

    [Test]
    public void Names_of_fields_are_texts_too()
    {
        Wire.Refusal<Dictionary<string, string>>("""{"a\u0000b":"x"}""");
        Wire.Refusal<Dictionary<string, string>>("""{"\ud83d":"x"}""");
        Assert.That(Wire.Write(new Dictionary<string, string> { ["é"] = "x" }), Is.EqualTo("""{"\u00E9":"x"}"""));
    }

    [Test]
    public void Null_is_no_text_and_no_failure() => Assert.That(Wire.Read<string>("null"), Is.Null);

    [Test]
    public void Every_text_that_can_be_stored_is_read_back_unchanged() =>
        Prop.ForAll(Properties.Texts("aé😀\n\"\\<"), text =>
            !CanBeStored(text) || Wire.Read<string>(Wire.Write(text)) == text).Holds();

    private static bool CanBeStored(string text)
    {
        try
        {
            new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetByteCount(text);
            return !text.Contains('\0', StringComparison.Ordinal);
        }
        catch (EncoderFallbackException)
        {
            return false;
        }
    }
}
