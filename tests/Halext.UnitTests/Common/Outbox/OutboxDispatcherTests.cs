using Halext.Infrastructure.Common.Outbox;

namespace Halext.UnitTests.Common.Outbox;

public sealed class OutboxDispatcherTests
{
    [Test]
    public void What_went_wrong_is_noted_without_what_the_database_refuses()
    {
        var text = "a\0" + new string('x', OutboxEntry.ErrorMaxLength - 3) + "😀";
        Assert.That(OutboxDispatcher.Storable(text), Is.EqualTo("a " + new string('x', OutboxEntry.ErrorMaxLength - 3)));
        Assert.That(OutboxDispatcher.Storable("short 😀"), Is.EqualTo("short 😀"));
    }
}
