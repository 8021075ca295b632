using Halext.Domain.Operations;

namespace Halext.UnitTests.Operations;

public sealed class BackoffTests
{
    private static readonly Backoff Usual = new(TimeSpan.FromSeconds(60), TimeSpan.FromHours(1));

    [TestCase(1, 60)]
    [TestCase(2, 120)]
    [TestCase(3, 240)]
    [TestCase(7, 3600)]
    [TestCase(2_000, 3600)]
    public void Waits_double_up_to_the_longest(int failures, int seconds) =>
        Assert.That(Usual.Delay(failures, 0.5), Is.EqualTo(TimeSpan.FromSeconds(seconds)));

    [Test]
    public void Chance_moves_them_by_a_fifth_at_most()
    {
        Assert.That(Usual.Delay(1, 0), Is.EqualTo(TimeSpan.FromSeconds(48)));
        Assert.That(Usual.Delay(1, 1), Is.EqualTo(TimeSpan.FromSeconds(72)));
    }
}
