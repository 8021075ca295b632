using System.Text.Json;
using Halext.Infrastructure.Operations.Jobs;

namespace Halext.UnitTests.Operations;

public sealed class JobTextTests
{
    [TestCase("abc", 3, "abc")]
    [TestCase("abcd", 3, "abc")]
    [TestCase("ab😀", 3, "ab")]
    [TestCase("ab😀", 4, "ab😀")]
    [TestCase("a\0b", 3, "a\uFFFDb")]
    [TestCase(null, 3, null)]
    public void Texts_are_cut_to_what_can_be_stored(string? text, int max, string? expected) => Assert.That(JobText.Cut(text, max), Is.EqualTo(expected));

    // Attributes cannot hold halves of characters.
    [Test]
    public void Halves_of_characters_are_replaced() => Assert.That(JobText.Cut("a\uD83Db\uDE00", 10), Is.EqualTo("a\uFFFDb\uFFFD"));

    [TestCase("a\0b")]
    [TestCase("\0\0")]
    [TestCase("\\\0")]
    [TestCase("\\\\\0\\u0000")]
    [TestCase("\\u0000")]
    [TestCase("plain")]
    public void In_json_only_the_character_itself_is_replaced(string text)
    {
        var json = JobText.Json(JsonSerializer.Serialize(text));
        Assert.That(JsonSerializer.Deserialize<string>(json), Is.EqualTo(text.Replace('\0', '\uFFFD')));
    }
}
