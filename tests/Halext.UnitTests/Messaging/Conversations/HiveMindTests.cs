using Halext.Application.Messaging.Conversations;
using Halext.Domain.Messaging;

namespace Halext.UnitTests.Messaging.Conversations;

public sealed class HiveMindTests
{
    [Test]
    public void The_newest_that_fit_are_shown_oldest_first()
    {
        var half = new string('x', HiveMind.TotalMax / 2);
        var shown = HiveMind.Shown(
            [new(1, AuthorType.User, half), new(null, AuthorType.Ai, half), new(2, AuthorType.User, "one too many"), new(1, AuthorType.User, "")],
            new Dictionary<int, string> { [1] = "ada" });
        Assert.That(shown.Select(s => s.ToString()!.Split(',')[0]), Is.EqualTo(new[] { "{ From = assistant", "{ From = ada" }));
    }

    [Test]
    public void Who_is_gone_is_somebody() =>
        Assert.That(HiveMind.Shown([new(null, AuthorType.User, "x")], new Dictionary<int, string>()).Single().ToString(), Does.Contain("somebody"));
}
