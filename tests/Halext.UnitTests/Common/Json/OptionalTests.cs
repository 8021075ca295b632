using System.Text.Json;
using Halext.Domain.Common;

namespace Halext.UnitTests.Common.Json;

public sealed class OptionalTests
{
    private sealed record Patch(Optional<string?> Title, Optional<DateTimeOffset?> DueDate, Optional<bool?> Done, Optional<int> Count, Optional<string[]?> Tags);

    [Test]
    public void An_absent_field_is_not_set()
    {
        var patch = Wire.Read<Patch>("{}")!;
        Assert.That(patch, Is.EqualTo(new Patch(default, default, default, default, default)));
        Assert.That(patch.Title.IsSet, Is.False);
    }

    [Test]
    public void Null_is_set_where_null_can_be()
    {
        var patch = Wire.Read<Patch>("""{"title":null,"due_date":null,"done":null,"tags":null}""")!;
        Assert.That(patch, Is.EqualTo(new Patch(new(null), new(null), new(null), default, new(null))));
        Assert.That(Wire.Refusal<Patch>("""{"count":null}""").Path, Is.EqualTo("$.count"));
    }

    [Test]
    public void A_value_is_read_with_the_same_leniency_as_any_other()
    {
        var patch = Wire.Read<Patch>("""{"title":"t","due_date":785476800,"done":"yes","count":"7","tags":["a"]}""")!;
        using (Assert.EnterMultipleScope())
        {
            Assert.That(patch.Title.Value, Is.EqualTo("t"));
            Assert.That(patch.DueDate.Value, Is.EqualTo(new DateTimeOffset(2025, 11, 22, 4, 0, 0, TimeSpan.Zero)));
            Assert.That(patch.Done.Value, Is.True);
            Assert.That(patch.Count.Value, Is.EqualTo(7));
            Assert.That(patch.Tags.Value, Is.EqualTo(new[] { "a" }));
        }
    }

    [TestCase("""{"title":7}""", "$.title")]
    [TestCase("""{"due_date":"soon"}""", "$.due_date")]
    [TestCase("""{"done":"perhaps"}""", "$.done")]
    [TestCase("""{"count":"many"}""", "$.count")]
    [TestCase("""{"tags":"a"}""", "$.tags")]
    [TestCase("""{"tags":["a",7]}""", "$.tags")]
    public void An_error_names_the_field(string json, string path)
    {
        var error = Wire.Refusal<Patch>(json);
        Assert.That(error.Path, Is.EqualTo(path));
        Assert.That(error.Message, Does.Not.Contain("Path:"));
    }

    [Test]
    public void The_field_of_an_item_of_a_list_is_named_with_its_place() =>
        Assert.That(Wire.Refusal<Patch[]>("""[{"count":1},{"count":"many"}]""").Path, Is.EqualTo("$[1].count"));

    [Test]
    public void Broken_json_is_broken_json_inside_too() => Assert.That(() => Wire.Read<Patch>("""{"tags":["a","""), Throws.InstanceOf<JsonException>());

    [Test]
    public void A_value_is_written_as_itself() =>
        Assert.That(Wire.Write(new Optional<string?>("t")) + Wire.Write(new Optional<string?>(null)), Is.EqualTo("\"t\"null"));

    [Test]
    public void Texts_inside_are_checked_too() =>
        Assert.That(Wire.Refusal<Patch>("""{"title":"\u0000"}""").Path, Is.EqualTo("$.title"));
}
