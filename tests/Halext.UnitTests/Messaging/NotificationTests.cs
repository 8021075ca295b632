using FsCheck;
using FsCheck.Fluent;
using Halext.Domain.Messaging;

namespace Halext.UnitTests.Messaging;

public sealed class NotificationTests
{
    private static readonly DateTimeOffset Now = FixedClock.Start;
    private static readonly DateTimeOffset Later = Now.AddHours(1);
    private static readonly NotificationText Text = new("title", "body", "{}");

    [Test]
    public void The_same_or_an_older_revision_says_nothing()
    {
        var told = Told(revision: 5);
        foreach (var revision in new[] { 5, 4, 0 })
            Assert.That(told.Tell(new NotificationText("other", null, "{}"), revision, 9, 2, false, Later), Is.False);
        Assert.That((told.Title, told.Count, told.Position, told.UpdatedAt), Is.EqualTo(("title", 1, 1L, Now)));
        Assert.That(told.HasRaised, Is.False);
    }

    [Test]
    public void A_newer_revision_renews_it_and_makes_it_unread()
    {
        var told = Told(revision: 1);
        Assert.That(told.Tell(new NotificationText("two", null, "{}"), 2, 2, 7, false, Later), Is.True);
        Assert.That((told.Title, told.Count, told.Position, told.CreatedAt, told.UpdatedAt), Is.EqualTo(("two", 2, 7L, Now, Later)));
        Assert.That(told.TakeRaised().Single(), Is.EqualTo(new NotificationMade(1, 0, IsSilent: false)));

        told.Read(Later);
        told.Tell(Text, 3, 1, 8, true, Later.AddHours(1));
        Assert.That((told.ReadAt, told.CreatedAt), Is.EqualTo(((DateTimeOffset?)null, Later.AddHours(1))), "what comes after it was read is new");
        Assert.That(told.TakeRaised(), Is.EqualTo(new NotificationEvent[] { new NotificationRead(1, 0), new NotificationMade(1, 0, IsSilent: true) }));
    }

    [Test]
    public void Reading_twice_happens_once()
    {
        var told = Told();
        told.Read(Now);
        told.Read(Later);
        Assert.That(told.ReadAt, Is.EqualTo(Now));
        Assert.That(told.TakeRaised(), Has.Count.EqualTo(1));
    }

    [Test]
    public void A_correction_is_silent_and_the_same_text_is_none()
    {
        var told = Told();
        told.Correct("body");
        Assert.That(told.HasRaised, Is.False);
        told.Correct("other");
        Assert.That(told.Body, Is.EqualTo("other"));
        Assert.That(told.TakeRaised().Single(), Is.EqualTo(new NotificationMade(1, 0, IsSilent: true)));
    }

    [TestCase("short", "short")]
    [TestCase("  two\r\n\tlines \u0000 ", "two lines")]
    [TestCase("\u202Eevil\u202C \u2067now\u2069", "evil now")]
    [TestCase("   \u202E ", null)]
    [TestCase("", null)]
    [TestCase(null, null)]
    [TestCase("12345678901", "123456789…")]
    [TestCase("1234567890", "1234567890")]
    [TestCase("12345678 01", "12345678…")]
    [TestCase("12345678👩‍🚀!", "12345678…")]
    public void Texts_are_one_line_of_bounded_length(string? text, string? expected) => Assert.That(NotificationText.Cut(text, 10), Is.EqualTo(expected));

    [Test]
    public void Whatever_people_write_fits_and_stays_whole_characters() =>
        Prop.ForAll(Properties.Texts("é👩‍🚀\u0301\uD800\n\u202E "), text =>
        {
            var cut = NotificationText.Cut(text, 20);
            return cut is null || (cut.Length is > 0 and <= 20 && cut.All(c => !char.IsControl(c))
                && !cut.EnumerateRunes().Any(r => r.Value is >= 0x202A and <= 0x202E) && WellFormed(cut));
        }).Holds();

    [Test]
    public void Muted_kinds_are_not_wanted()
    {
        var preferences = new NotificationPreferences(1);
        Assert.That(Enum.GetValues<NotificationKind>().All(preferences.Wants), Is.True);
        preferences.Mute([NotificationKind.Insight, NotificationKind.Message, NotificationKind.Insight]);
        Assert.That(preferences.MutedKinds, Is.EqualTo(new[] { NotificationKind.Message, NotificationKind.Insight }));
        Assert.That(Enum.GetValues<NotificationKind>().Where(preferences.Wants), Is.EqualTo(new[] { NotificationKind.Session, NotificationKind.Reminder, NotificationKind.System }));
    }

    private static Notification Told(int revision = 0)
    {
        var made = Notification.About(1, NotificationKind.System, "key");
        Assert.That(made.Tell(Text, revision, 1, 1, isSilent: false, Now), Is.True);
        made.TakeRaised();
        return made;
    }

    private static bool WellFormed(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsHighSurrogate(text[i]) && !(i + 1 < text.Length && char.IsLowSurrogate(text[++i])))
                return false;
            if (i < text.Length && char.IsLowSurrogate(text[i]) && (i == 0 || !char.IsHighSurrogate(text[i - 1])))
                return false;
        }

        return true;
    }
}
