using FsCheck.Fluent;
using Halext.Application.Assistant;

namespace Halext.UnitTests.Assistant;

public sealed class AnswerRulesTests
{
    [TestCase(null, 2.0)]
    [TestCase(0.01, 0.1)]
    [TestCase(1.333, 1.33)]
    [TestCase(1000.0, 1000.0)]
    public void Hours(double? said, double meant) => Assert.That(AnswerRules.Hours(said).Value, Is.EqualTo(meant));

    [TestCase(0.0)]
    [TestCase(-5.0)]
    [TestCase(1000.1)]
    [TestCase(double.NaN)]
    public void Hours_that_cannot_be_are_refused(double said) => Assert.That(AnswerRules.Hours(said).Failed, Is.True);

    [TestCase("3", 3.0)]
    [TestCase(" about 3.5 hours, maybe more", 3.5)]
    [TestCase("30 minutes", 0.5)]
    [TestCase("90 min", 1.5)]
    [TestCase("1,5 hours", 1.5)]
    [TestCase("2h 30m", 2.5)]
    [TestCase("2h30m", 2.5)]
    [TestCase("1 hour and 15 minutes.", 1.25)]
    [TestCase("2-3 hours", 2.5)]
    [TestCase("2 to 3", 2.5)]
    [TestCase("30\u201360 minutes", 0.75)]
    [TestCase("**4** (or so)", 4.0)]
    [TestCase("3\nor so", 3.0)]
    [TestCase("3 days", null)]
    [TestCase("2h 3 days", null)]
    [TestCase("-5", null)]
    [TestCase("many", null)]
    [TestCase("", null)]
    [TestCase(null, null)]
    public void Times_in_hours(string? said, double? meant) => Assert.That(AnswerRules.Time(said, 60), Is.EqualTo(meant));

    [TestCase("30", 30.0)]
    [TestCase("1 hour", 60.0)]
    [TestCase("1,500 minutes", 1500.0)]
    public void Times_in_minutes(string? said, double? meant) => Assert.That(AnswerRules.Time(said, 1), Is.EqualTo(meant));

    [TestCase("1,5 kg", 1.5)]
    [TestCase("1,500 kcal", 1500.0)]
    [TestCase("1,500,000.25", 1_500_000.25)]
    [TestCase("-3.5", -3.5)]
    [TestCase("4 servings", 4.0)]
    [TestCase("some", null)]
    public void Numbers(string? said, double? meant) => Assert.That(AnswerRules.Number(said), Is.EqualTo(meant));

    [TestCase("high", "high")]
    [TestCase(" **Urgent**, because", "urgent")]
    [TestCase("highest", "medium")]
    [TestCase("not low", "medium")]
    [TestCase("", "medium")]
    [TestCase(null, "medium")]
    public void Priorities(string? said, string meant) => Assert.That(AnswerRules.Priority(said), Is.EqualTo(meant));

    [TestCase("urgent", "high")]
    [TestCase("HIGH", "high")]
    [TestCase("low", "low")]
    [TestCase("critical", "medium")]
    public void Priorities_of_plans(string? said, string meant) => Assert.That(AnswerRules.PlanPriority(said), Is.EqualTo(meant));

    [TestCase("High", "high", 0.9)]
    [TestCase("0.2", "low", 0.2)]
    [TestCase("85", "high", 0.85)]
    [TestCase("50%", "medium", 0.5)]
    [TestCase("-1", "medium", 0.6)]
    [TestCase("NaN", "medium", 0.6)]
    [TestCase(null, "medium", 0.6)]
    public void Confidence(string? said, string word, double score) =>
        Assert.That((AnswerRules.Confidence(said), AnswerRules.ConfidenceScore(said)), Is.EqualTo((word, score)));

    [TestCase(null, 0.5)]
    [TestCase(-0.1, 0.5)]
    [TestCase(0.0, 0.0)]
    [TestCase(1.0, 1.0)]
    [TestCase(85.0, 0.85)]
    [TestCase(101.0, 0.5)]
    public void Shares(double? said, double meant) => Assert.That(AnswerRules.Share(said, 0.5), Is.EqualTo(meant));

    [Test]
    public void Lines() => Assert.That(
        AnswerRules.Lines(["# Plan\n1. One\n\n - Two \r\n* [x] Three\n2) One", "Four", "10 eggs"], 5), Is.EqualTo(new[] { "One", "Two", "Three", "Four", "10 eggs" }));

    [Test]
    public void Labels() => Assert.That(
        AnswerRules.Labels(["Work, #Home", "work", "", "- Big Garden\nx", new string('l', 101)], 4), Is.EqualTo(new[] { "work", "home", "big garden", "x" }));

    [Test]
    public void Fields()
    {
        Assert.That(AnswerRules.Fields("Well:\n- **Hours**: 3\nor so\nFACTORS: rain", "Hours", "Factors"), Is.Null, "the name is marked, not the line");
        Assert.That(AnswerRules.Fields("Hours: 3\nor so\n**Factors:** rain", "Hours", "Factors"), Is.EqualTo(new[] { "3\nor so", "rain" }));
        Assert.That(AnswerRules.Fields("Factors: rain", "Hours", "Factors"), Is.Null);
    }

    [Test]
    public void Texts_are_never_longer_than_asked_nor_cut_within_a_character() =>
        Prop.ForAll(Properties.Texts(" \n🎉ab"), Gen.Choose(1, 30).ToArbitrary(), (text, max) =>
        {
            var (cut, shortened) = (AnswerRules.Cut(text, max), AnswerRules.Shorten(text, max));
            return cut.Length <= max && text.StartsWith(cut, StringComparison.Ordinal) && cut.Length >= Math.Min(text.Length, max) - 1
                && shortened.Length <= max && (text.Trim().Length > max || shortened == text.Trim());
        }).Holds();

    [Test]
    public void Lists_are_bounded_and_say_something() =>
        Prop.ForAll(Properties.Texts("\n\r,#-* 1.a").Generator.ArrayOf().ToArbitrary(), Gen.Choose(0, 6).ToArbitrary(), (items, max) =>
        {
            var (lines, labels) = (AnswerRules.Lines(items, max, 20), AnswerRules.Labels(items, max));
            return lines.Count <= max && lines.All(l => l.Length is > 0 and <= 20 && l == l.Trim()) && lines.Distinct().Count() == lines.Count
                && labels.Count <= max && labels.All(l => l.Length > 0 && !l.Any(c => c is >= 'A' and <= 'Z') && !l.Contains(',', StringComparison.Ordinal));
        }).Holds();
}
