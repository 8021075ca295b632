using Halext.Application.Planner.Tasks;

namespace Halext.UnitTests.Planner.Tasks;

public sealed class UpdateTaskTests
{
    private static readonly UpdateTask Nothing = new(default, default, default, default, null, default);

    [Test]
    public void An_update_may_mention_nothing() => Assert.That(WrongFields(Nothing), Is.Empty);

    [TestCase(0, false)]
    [TestCase(1, true)]
    [TestCase(500, true)]
    [TestCase(501, false)]
    public void A_title_has_1_to_500_characters(int length, bool isValid) =>
        Assert.That(WrongFields(Nothing with { Title = new string('a', length) }), Is.EqualTo(isValid ? [] : new[] { "Title.Value" }));

    [TestCase(null)]
    [TestCase("  ")]
    public void A_title_cannot_be_cleared(string? title) =>
        Assert.That(WrongFields(Nothing with { Title = title! }), Is.EqualTo(new[] { "Title.Value" }));

    [TestCase(20_000, true)]
    [TestCase(20_001, false)]
    public void A_description_has_at_most_20000_characters(int length, bool isValid) =>
        Assert.That(WrongFields(Nothing with { Description = new string('a', length) }), Is.EqualTo(isValid ? [] : new[] { "Description.Value" }));

    [Test]
    public void Descriptions_and_due_dates_can_be_cleared() =>
        Assert.That(WrongFields(Nothing with { Description = new(null), DueDate = new(null) }), Is.Empty);

    [TestCase(true, true)]
    [TestCase(false, true)]
    [TestCase(null, false)]
    public void A_task_is_done_or_not(bool? completed, bool isValid) =>
        Assert.That(WrongFields(Nothing with { Completed = completed }), Is.EqualTo(isValid ? [] : new[] { "Completed.Value" }));

    [TestCase(50, true)]
    [TestCase(51, false)]
    public void A_task_has_at_most_50_labels(int count, bool isValid) =>
        Assert.That(WrongFields(Nothing with { Labels = [.. Enumerable.Range(0, count).Select(i => $"l{i}")] }), Is.EqualTo(isValid ? [] : new[] { "Labels" }));

    [Test]
    public void Every_wrong_field_is_named() =>
        Assert.That(
            WrongFields(new UpdateTask("", new string('a', 20_001), default, new(null), [null!], default)),
            Is.EquivalentTo(new[] { "Title.Value", "Description.Value", "Completed.Value", "Labels" }));

    private static string[] WrongFields(UpdateTask request) => new UpdateTaskValidator().WrongFields(request);
}
