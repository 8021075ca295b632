using System.Text.RegularExpressions;
using FsCheck.Fluent;
using Halext.Application.Common.Data;

namespace Halext.UnitTests.Common.Data;

public sealed class LikePatternTests
{
    [TestCase(" Milk ", "%milk%")]
    [TestCase("100%_done", "%100\\%\\_done%")]
    [TestCase("\\", "%\\\\%")]
    [TestCase("", "%%")]
    public void The_text_of_a_pattern_means_only_itself(string text, string pattern) =>
        Assert.That(LikePattern.Containing(text), Is.EqualTo(pattern));

    [Test]
    public void Unescaped_the_pattern_is_the_text() =>
        Prop.ForAll(Properties.Texts("aA%_\\ "), text =>
            Unescaped(LikePattern.Containing(text)[1..^1]).Equals(text.Trim().ToLowerInvariant(), StringComparison.Ordinal)).Holds();

    private static string Unescaped(string pattern) => Regex.Replace(pattern, @"\\([\\%_])", "$1");
}
