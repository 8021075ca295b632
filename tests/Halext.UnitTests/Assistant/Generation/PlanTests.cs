using FsCheck.Fluent;
using Halext.Application.Assistant.Generation;
using NodaTime;

namespace Halext.UnitTests.Assistant.Generation;

public sealed class PlanTests
{
    private static readonly DateTimeZone Berlin = DateTimeZoneProviders.Tzdb["Europe/Berlin"];

    [TestCase("2026-07-01T09:00:00", "2026-07-01T07:00:00Z")]
    [TestCase("2026-07-01T09:00", "2026-07-01T07:00:00Z")]
    [TestCase(" 2026-07-01 09:00:00 ", "2026-07-01T07:00:00Z")]
    [TestCase("2026-07-01T09:00:00.5", "2026-07-01T07:00:00.5Z")]
    [TestCase("2026-07-01T09:00:00Z", "2026-07-01T09:00:00Z")]
    [TestCase("2026-07-01T09:00:00z", "2026-07-01T09:00:00Z")]
    [TestCase("2026-07-01T09:00:00-03:00", "2026-07-01T12:00:00Z")]
    [TestCase("2026-07-01", "2026-06-30T22:00:00Z")]
    [TestCase("2026-03-29T02:30:00", "2026-03-29T01:30:00Z")] // A time that the clocks leapt over.
    public void Times(string text, string instant) =>
        Assert.That(Plan.ReadTime(text, Berlin), Is.EqualTo(DateTimeOffset.Parse(instant, System.Globalization.CultureInfo.InvariantCulture)));

    [TestCase(null)]
    [TestCase("")]
    [TestCase("tomorrow")]
    [TestCase("null")]
    [TestCase("2026-13-01")]
    [TestCase("0001-01-01T00:00:00")]
    [TestCase("9999-12-31T23:59:59-10:00")]
    [TestCase("-9998-01-01")]
    public void No_times(string? text) => Assert.That(Plan.ReadTime(text, Berlin), Is.Null);

    [Test]
    public void No_text_makes_it_throw() =>
        Prop.ForAll(Properties.Texts("0123456789-:TZ+. "), text => Plan.ReadTime(text, Berlin) is null or { Year: >= 1600 }).Holds();

    [TestCase(0, 0, 0, "No items were generated from your prompt.")]
    [TestCase(1, 0, 2, "Generated 1 task, 2 lists.")]
    public void Summaries(int tasks, int events, int lists, string text) => Assert.That(Plan.Summary(tasks, events, lists), Is.EqualTo(text));

    [Test]
    public void Bounds()
    {
        var task = new Plan.RawTask { Title = "t", Labels = [.. Enumerable.Range(0, 20).Select(i => $"l{i}")], Subtasks = [.. Enumerable.Range(0, 30).Select(i => $"s{i}")], EstimatedMinutes = -1 };
        var plan = Plan.Apply(new Plan.Raw { Tasks = [.. Enumerable.Repeat(task, 60)] }, Berlin).Value;
        Assert.That((plan.Tasks.Count, plan.Tasks[0].Labels.Count, plan.Tasks[0].Subtasks.Count, plan.Tasks[0].EstimatedMinutes), Is.EqualTo((50, 10, 20, (int?)null)));
    }

    [Test]
    public void Things_without_names_only_are_no_plan()
    {
        Assert.That(Plan.Apply(new Plan.Raw { Tasks = [new Plan.RawTask()] }, Berlin).Failed, Is.True);
        Assert.That(Plan.Apply(new Plan.Raw(), Berlin).Failed, Is.True);
        Assert.That(Plan.Apply(new Plan.Raw { Tasks = [] }, Berlin).Value.Tasks, Is.Empty);
    }
}
