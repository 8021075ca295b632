using Halext.WebApi.Common.Json;

namespace Halext.UnitTests.Common.Json;

public sealed class BooleanTests
{
    [TestCase("true", true)]
    [TestCase("false", false)]
    [TestCase("1", true)]
    [TestCase("0", false)]
    [TestCase("\"true\"", true)]
    [TestCase("\"False\"", false)]
    [TestCase("\"YES\"", true)]
    [TestCase("\"no\"", false)]
    [TestCase("\"on\"", true)]
    [TestCase("\"off\"", false)]
    [TestCase("\"t\"", true)]
    [TestCase("\"n\"", false)]
    [TestCase("\"1\"", true)]
    [TestCase("\"0\"", false)]
    public void Every_usual_spelling_is_read(string json, bool value)
    {
        Assert.That(Wire.Read<bool>(json), Is.EqualTo(value));
        Assert.That(Wire.Read<bool?>(json), Is.EqualTo(value));
    }

    [TestCase("2")]
    [TestCase("-1")]
    [TestCase("0.5")]
    [TestCase("1e99")]
    [TestCase("\"\"")]
    [TestCase("\"perhaps\"")]
    [TestCase("\"\\ud800\"", TestName = "Half a surrogate pair is neither true nor false")]
    [TestCase("null")]
    [TestCase("[]")]
    public void Anything_else_is_refused(string json) => Wire.Refusal<bool>(json);

    [Test]
    public void One_way_is_written()
    {
        Assert.That(Wire.Write(true), Is.EqualTo("true"));
        Assert.That(Wire.Write(false), Is.EqualTo("false"));
        Assert.That(Wire.Write((bool?)null), Is.EqualTo("null"));
    }

    [TestCase("On", true)]
    [TestCase("0", false)]
    public void A_query_parameter_is_read_like_a_field(string text, bool value)
    {
        Assert.That(Flag.TryParse(text, null, out var flag), Is.True);
        Assert.That(flag.Value, Is.EqualTo(value));
        Assert.That(Flag.Parse(text, null), Is.EqualTo(flag));
    }

    [TestCase(null)]
    [TestCase("")]
    [TestCase("2")]
    public void A_bad_query_parameter_is_refused(string? text)
    {
        Assert.That(Flag.TryParse(text, null, out _), Is.False);
        Assert.Throws<FormatException>(() => Flag.Parse(text!, null));
    }
}
