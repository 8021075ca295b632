using Halext.Domain.Common;

namespace Halext.UnitTests.Common;

public sealed class OptionalTests
{
    [Test]
    public void Nothing_is_set_until_somebody_sets_it()
    {
        var field = default(Optional<int>);
        Assert.That(field.IsSet, Is.False);
        Assert.That(field.Value, Is.Zero);
    }

    [Test]
    public void Null_is_a_value_to_set()
    {
        Optional<string?> cleared = null;
        Assert.That(cleared.IsSet, Is.True);
        Assert.That(cleared.Value, Is.Null);
        Assert.That(cleared, Is.Not.EqualTo(default(Optional<string?>)));
    }

    [Test]
    public void A_value_converts()
    {
        Optional<string> title = "t";
        Assert.That(title, Is.EqualTo(new Optional<string>("t")));
    }
}
