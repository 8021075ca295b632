using System.Text.Json;
using Halext.Domain.Planner;

namespace Halext.UnitTests.Planner;

public sealed class PageLayoutTests
{
    [TestCase("[]", true)]
    [TestCase("{}", true)]
    [TestCase("""[{"id":"a","widgets":[1,2.50,null,true,"\ud83d\ude00"]}]""", true)]
    [TestCase("null", false)]
    [TestCase("7", false)]
    [TestCase("true", false)]
    [TestCase("\"[]\"", false)]
    [TestCase("""["\u0000"]""", false)]
    [TestCase("""{"a":{"\u0000":1}}""", false)]
    [TestCase("""["\ud83d"]""", false)]
    [TestCase("""{"\ude00":1}""", false)]
    public void A_layout_is_a_list_or_an_object_of_storable_texts(string json, bool isLayout) =>
        Assert.That(PageLayout.ProblemOf(JsonElement.Parse(json)), isLayout ? Is.Null : Is.Not.Null);

    [TestCase(32, true)]
    [TestCase(33, false)]
    public void A_layout_nests_at_most_32_levels(int levels, bool isLayout)
    {
        var lists = new string('[', levels) + new string(']', levels);
        var objects = string.Concat(Enumerable.Repeat("{\"a\":", levels - 1)) + "{}" + new string('}', levels - 1);
        Assert.That(PageLayout.ProblemOf(JsonElement.Parse(lists)), isLayout ? Is.Null : Is.Not.Null);
        Assert.That(PageLayout.ProblemOf(JsonElement.Parse(objects)), isLayout ? Is.Null : Is.Not.Null);
    }

    [TestCase(256 * 1024, true)]
    [TestCase((256 * 1024) + 1, false)]
    public void A_layout_has_at_most_256_kilobytes(int bytes, bool isLayout)
    {
        // Bytes of UTF-8 count, not characters.
        var json = "[\"é" + new string('a', bytes - 6) + "\"]";
        Assert.That(PageLayout.ProblemOf(JsonElement.Parse(json)), isLayout ? Is.Null : Is.Not.Null);
    }

    [Test]
    public void A_page_without_a_layout_has_one() => Assert.That(PageLayout.ProblemOf(JsonElement.Parse(PageLayout.Empty)), Is.Null);
}
