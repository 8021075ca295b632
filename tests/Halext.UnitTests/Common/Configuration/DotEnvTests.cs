using FsCheck.Fluent;
using Halext.Infrastructure.Common.Configuration;

namespace Halext.UnitTests.Common.Configuration;

public sealed class DotEnvTests
{
    [TestCase("A=b", "b")]
    [TestCase("  A = b  ", "b")]
    [TestCase("export A=b", "b")]
    [TestCase("a=b", "b", TestName = "Names have no case")]
    [TestCase("A=", "")]
    [TestCase("A=b=c", "b=c", TestName = "Only the first equals sign divides")]
    [TestCase("A=b # comment", "b")]
    [TestCase("A=b#c", "b#c", TestName = "A number sign inside a word is part of it")]
    [TestCase("A= # comment", "", TestName = "A comment in the place of a value is none")]
    [TestCase("A=#b", "#b", TestName = "A value may begin with a number sign")]
    [TestCase("A=\"b # c\"", "b # c")]
    [TestCase("A=\"b\" # comment", "b")]
    [TestCase("A=\"b\" # it is \"quoted\"", "b", TestName = "Quotes in the comment do not belong to the value")]
    [TestCase("A=\" b \"", " b ", TestName = "Quotes keep white space")]
    [TestCase("A=\"b\\nc\\\"d\\\\n\"", "b\nc\"d\\n", TestName = "Double quotes know escapes")]
    [TestCase("A='b\\nc\"d'", "b\\nc\"d", TestName = "Single quotes know none")]
    [TestCase("A=\"\"", "")]
    [TestCase("A=$B", "$B", TestName = "Nothing is expanded")]
    public void An_assignment_is_read(string line, string value) =>
        Assert.That(DotEnv.Parse([line])["A"], Is.EqualTo(value));

    [Test]
    public void Blank_lines_and_comments_say_nothing_and_the_last_assignment_wins() =>
        Assert.That(DotEnv.Parse(["", "  ", "# A=0", "  # B=0", "A=1", "A=2"]), Is.EqualTo(new Dictionary<string, string?> { ["A"] = "2" }));

    [TestCase("hunter2")]
    [TestCase("=hunter2")]
    [TestCase("A=\"hunter2")]
    [TestCase("A='hunter2")]
    [TestCase("A=\"b\"hunter2")]
    [TestCase("A=\"hunter2\\\"")]
    public void A_bad_line_is_named_by_its_number_and_not_by_its_content(string line)
    {
        var error = Assert.Throws<FormatException>(() => DotEnv.Parse(["A=1", line]));
        Assert.That(error!.Message, Does.Contain("line 2").And.Not.Contain("hunter2"));
    }

    [Test]
    public void Whatever_stands_in_double_quotes_is_read_back() =>
        Prop.ForAll(Properties.Texts("a\\\"n# '="), text =>
        {
            var line = "A=\"" + text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal) + "\" # comment";
            return text.Contains('\0', StringComparison.Ordinal) || DotEnv.Parse([line])["A"] == text;
        }).Holds();
}
