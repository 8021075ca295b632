using FsCheck;
using FsCheck.Fluent;
using Halext.Domain.Planner;

namespace Halext.UnitTests.Planner;

public sealed class LabelTests
{
    // Few different characters, so that names repeat, differ only in case, and are blank.
    private static readonly Arbitrary<string[]> Names = Properties.Texts("aAbé\u00A0 \t").Generator.ArrayOf().ToArbitrary();

    [Test]
    public void Normal_names_are_normal_already() =>
        Prop.ForAll(Names, names => Label.Normalize(Label.Normalize(names)).SequenceEqual(Label.Normalize(names))).Holds();

    [Test]
    public void Normal_names_do_not_repeat() =>
        Prop.ForAll(Names, names => Label.Normalize(names).Distinct(StringComparer.Ordinal).Count() == Label.Normalize(names).Count).Holds();

    [Test]
    public void Normal_names_stand_in_ordinal_order() =>
        Prop.ForAll(Names, names => Label.Normalize(names).Order(StringComparer.Ordinal).SequenceEqual(Label.Normalize(names))).Holds();

    [Test]
    public void Normal_names_are_trimmed_and_never_blank() =>
        Prop.ForAll(Names, names => Label.Normalize(names).All(n => n.Length > 0 && n == n.Trim())).Holds();

    [Test]
    public void No_name_is_lost_or_invented() =>
        Prop.ForAll(Names, names => Label.Normalize(names).ToHashSet().SetEquals(names.Select(n => n.Trim()).Where(n => n.Length > 0))).Holds();

    [Test]
    public void The_order_of_typing_does_not_matter() =>
        Prop.ForAll(Names, names => Label.Normalize(names.Reverse()).SequenceEqual(Label.Normalize(names))).Holds();

    [Test]
    public void Case_makes_a_difference() =>
        Assert.That(Label.Normalize(["work", " Work ", "work", ""]), Is.EqualTo(new[] { "Work", "work" }));

    [Test]
    public void No_names_are_no_names() => Assert.That(Label.Normalize(null), Is.Empty);

    [TestCase(null, "#5d72ff")]
    [TestCase(" ", "#5d72ff")]
    [TestCase(" red ", "red")]
    public void A_label_always_has_a_colour(string? color, string expected)
    {
        var label = Label.Create(1, " work ", color);
        Assert.That(label.Name, Is.EqualTo("work"));
        Assert.That(label.Color, Is.EqualTo(expected));

        label.Recolor("blue");
        label.Recolor(color);
        Assert.That(label.Color, Is.EqualTo(expected));
    }
}
