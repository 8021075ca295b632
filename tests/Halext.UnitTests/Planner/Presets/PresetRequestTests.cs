using System.Text.Json;
using Halext.Application.Planner.Presets;

namespace Halext.UnitTests.Planner.Presets;

public sealed class PresetRequestTests
{
    private static readonly JsonElement NoLayout = JsonElement.Parse("7");

    [Test]
    public void A_preset_needs_a_name()
    {
        Assert.That(new CreatePresetValidator().WrongFields(new CreatePreset("n", null, null)), Is.Empty);
        Assert.That(new CreatePresetValidator().WrongFields(new CreatePreset(" ", null, NoLayout)), Is.EqualTo(new[] { "Name", "Layout" }));
        Assert.That(new CreatePresetFromPageValidator().WrongFields(new CreatePresetFromPage(null, null)), Is.EqualTo(new[] { "Name" }));
    }

    [TestCase(200, 2_000, true)]
    [TestCase(201, 2_001, false)]
    public void Texts_have_a_maximum(int name, int description, bool isValid)
    {
        var wrong = isValid ? [] : new[] { "Name", "Description" };
        Assert.That(new CreatePresetValidator().WrongFields(new CreatePreset(new string('a', name), new string('a', description), null)), Is.EqualTo(wrong));
        Assert.That(new CreatePresetFromPageValidator().WrongFields(new CreatePresetFromPage(new string('a', name), new string('a', description))), Is.EqualTo(wrong));
    }

    [Test]
    public void An_update_may_mention_nothing_and_clears_only_the_description()
    {
        var validator = new UpdatePresetValidator();
        Assert.That(validator.WrongFields(new UpdatePreset(default, default, default)), Is.Empty);
        Assert.That(validator.WrongFields(new UpdatePreset(default, new(null), default)), Is.Empty);
        Assert.That(validator.WrongFields(new UpdatePreset(new(null!), default, new(null))), Is.EqualTo(new[] { "Name.Value", "Layout.Value" }));
        Assert.That(validator.WrongFields(new UpdatePreset(default, default, NoLayout)), Is.EqualTo(new[] { "Layout.Value" }));
    }
}
