using Halext.Application.Assistant.Nodes;

namespace Halext.UnitTests.Assistant.Nodes;

public sealed class PullMeterTests
{
    [Test]
    public void Files_count_by_their_size_and_nothing_is_done_before_the_end()
    {
        var meter = new PullMeter();
        Assert.That(Count(
        [
            new("pulling manifest", null, null), new("pulling a", null, 900), new("pulling a", 450, 900), new("pulling a", 900, 900),
            new("pulling b", 0, 900), new("pulling b", 900, 900), new("verifying sha256 digest", null, null), new(PullProgress.Success, null, null),
        ]), Is.EqualTo(new[] { 0, 0, 50, 99, 99, 99, 99, 100 }), "it never goes back, though another file came");

        IEnumerable<int> Count(IEnumerable<PullProgress> steps) => [.. steps.Select(meter.Count)];
    }

    [Test]
    public void What_an_ollama_says_may_be_nonsense()
    {
        var meter = new PullMeter();
        Assert.That(meter.Count(new PullProgress("pulling a", -5, 10)), Is.Zero);
        Assert.That(meter.Count(new PullProgress("pulling b", 50, 0)), Is.Zero);
        Assert.That(meter.Count(new PullProgress("pulling c", long.MaxValue, long.MaxValue)), Is.EqualTo(99));
    }
}
