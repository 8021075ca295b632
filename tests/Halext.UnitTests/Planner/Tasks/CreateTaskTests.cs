using Halext.Application.Planner.Tasks;

namespace Halext.UnitTests.Planner.Tasks;

public sealed class CreateTaskTests
{
    private static readonly CreateTask Good = new("Buy milk", null, null, null, default);

    [Test]
    public void A_title_is_enough() => Assert.That(WrongFields(Good), Is.Empty);

    [TestCase(0, false)]
    [TestCase(1, true)]
    [TestCase(500, true)]
    [TestCase(501, false)]
    public void A_title_has_1_to_500_characters(int length, bool isValid) =>
        Assert.That(WrongFields(Good with { Title = new string('a', length) }), Is.EqualTo(isValid ? [] : new[] { "Title" }));

    [TestCase(null)]
    [TestCase(" \t\n")]
    public void A_title_is_needed(string? title) => Assert.That(WrongFields(Good with { Title = title! }), Is.EqualTo(new[] { "Title" }));

    [TestCase(0, true)]
    [TestCase(20_000, true)]
    [TestCase(20_001, false)]
    public void A_description_has_at_most_20000_characters(int length, bool isValid) =>
        Assert.That(WrongFields(Good with { Description = new string('a', length) }), Is.EqualTo(isValid ? [] : new[] { "Description" }));

    [TestCase(100, true)]
    [TestCase(101, false)]
    public void A_label_has_at_most_100_characters_between_its_blanks(int length, bool isValid) =>
        Assert.That(WrongFields(Good with { Labels = [" " + new string('a', length) + " "] }), Is.EqualTo(isValid ? [] : new[] { "Labels" }));

    [TestCase(50, true)]
    [TestCase(51, false)]
    public void A_task_has_at_most_50_labels(int count, bool isValid) =>
        Assert.That(WrongFields(Good with { Labels = [.. Enumerable.Range(0, count).Select(i => $"l{i}")] }), Is.EqualTo(isValid ? [] : new[] { "Labels" }));

    [Test]
    public void Repeated_and_blank_labels_do_not_count() =>
        Assert.That(WrongFields(Good with { Labels = [.. Enumerable.Range(0, 500).Select(i => i % 2 == 0 ? " same " : "")] }), Is.Empty);

    [Test]
    public void A_label_that_is_null_is_no_label() =>
        Assert.That(WrongFields(Good with { Labels = ["a", null!] }), Is.EqualTo(new[] { "Labels" }));

    private static string[] WrongFields(CreateTask request) => new CreateTaskValidator().WrongFields(request);
}
