using Halext.Domain.Common;
using Halext.Domain.Messaging;

namespace Halext.UnitTests.Messaging;

public sealed class UserPresenceTests
{
    private static readonly DateTimeOffset Later = FixedClock.Start.AddMinutes(1);

    [Test]
    public void Who_never_came_is_offline() => Assert.That(new UserPresence(1), Has.Property("Shown").EqualTo(PresenceStatus.Offline).And.Property("LastSeen").Null);

    [Test]
    public void Who_comes_shows_what_they_chose_and_that_is_told_once()
    {
        var presence = Arrived();
        Assert.That(presence.Shown, Is.EqualTo(PresenceStatus.Online));
        Assert.That(presence.TakeRaised(), Is.EqualTo(new[] { new PresenceChanged(1) }));
        presence.Arrive(Later);
        Assert.That(presence.HasRaised, Is.False, "a second socket");
        Assert.That(presence.LastSeen, Is.EqualTo(Later));
        presence.Leave(Later);
        Assert.That(presence.Shown, Is.EqualTo(PresenceStatus.Offline));
        Assert.That(presence.TakeRaised(), Has.Count.EqualTo(1));
        presence.Leave(Later);
        Assert.That(presence.HasRaised, Is.False);
    }

    [Test]
    public void What_is_not_set_stays()
    {
        var presence = Arrived();
        presence.Choose(PresenceStatus.Busy, "Cooking", "Soup", isVisit: false, Later);
        presence.Choose(default, default, new Optional<string?>(null), isVisit: false, Later);
        Assert.That((presence.Status, presence.CurrentActivity, presence.StatusMessage), Is.EqualTo((PresenceStatus.Busy, "Cooking", (string?)null)));
    }

    [TestCase(PresenceStatus.Online, null, null, false)]
    [TestCase(PresenceStatus.Away, null, null, true)]
    [TestCase(PresenceStatus.Online, "Cooking", null, true)]
    [TestCase(PresenceStatus.Online, null, "Soup", true)]
    [TestCase(PresenceStatus.Offline, null, "Soup", true)]
    public void Only_what_others_can_see_is_news(PresenceStatus status, string? activity, string? message, bool isNews)
    {
        var presence = Arrived();
        presence.TakeRaised();
        presence.Choose(status, activity, message, isVisit: false, Later);
        Assert.That(presence.HasRaised, Is.EqualTo(isNews));
    }

    [Test]
    public void Who_hides_makes_no_news_and_is_not_seen()
    {
        var presence = Arrived();
        presence.Choose(PresenceStatus.Offline, default, default, isVisit: true, FixedClock.Start);
        presence.TakeRaised();
        presence.Choose(default, "Reading", "Secretly", isVisit: true, Later);
        presence.Arrive(Later);
        presence.Leave(Later);
        Assert.That(presence.HasRaised, Is.False);
        Assert.That((presence.Shown, presence.LastSeen), Is.EqualTo((PresenceStatus.Offline, FixedClock.Start)));
        presence.Choose(PresenceStatus.Online, default, default, isVisit: true, Later);
        Assert.That(presence.Shown, Is.EqualTo(PresenceStatus.Online));
    }

    [Test]
    public void Nobody_knows_since_when_they_are_gone_whom_nothing_keeps()
    {
        var presence = Arrived();
        presence.Choose(default, default, default, isVisit: true, FixedClock.Start);
        Assert.That(presence.VisitEndsAt, Is.EqualTo(FixedClock.Start + UserPresence.VisitLength));
        presence.Vanish();
        Assert.That((presence.Shown, presence.LastSeen, presence.VisitEndsAt), Is.EqualTo((PresenceStatus.Offline, FixedClock.Start, (DateTimeOffset?)null)));
    }

    private static UserPresence Arrived()
    {
        var presence = new UserPresence(1);
        presence.Arrive(FixedClock.Start);
        return presence;
    }
}
