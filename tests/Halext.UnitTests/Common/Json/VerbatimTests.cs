using System.Text.Json;

namespace Halext.UnitTests.Common.Json;

public sealed class VerbatimTests
{
    [TestCase("""{ "a" : [1.0, 1e5, 123456789012345678901234567890],"a":"\u00e9é<>&'\/" }""")]
    [TestCase("[ ]")]
    [TestCase("\"x\"")]
    public void Foreign_json_leaves_as_it_came(string json) =>
        Assert.That(Wire.Write(new Holder(Wire.Read<Holder>($$"""{"layout": {{json}} }""")!.Layout)), Is.EqualTo($$"""{"layout":{{json}}}"""));

    private sealed record Holder(JsonElement Layout);
}
