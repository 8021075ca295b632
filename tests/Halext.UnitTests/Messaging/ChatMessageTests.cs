using Halext.Domain.Messaging;

namespace Halext.UnitTests.Messaging;

public sealed class ChatMessageTests
{
    private const int Ada = 1;
    private const int Bob = 2;
    private const int Owner = 3;

    private static readonly DateTimeOffset Now = FixedClock.Start;

    [Test]
    public void Only_the_author_edits()
    {
        var message = ByAda();
        Assert.That(message.Edit(Owner, "x", Now).Error, Is.EqualTo(ConversationErrors.AuthorOnly));
        Assert.That(message.Edit(Ada, "new", Now).Failed, Is.False);
        Assert.That((message.Content, message.EditedAt), Is.EqualTo(("new", (DateTimeOffset?)Now)));
        Assert.That(message.TakeRaised(), Is.EqualTo(new[] { new MessageEdited(0, 0) }));
    }

    [TestCase(Ada, true)]
    [TestCase(Owner, true)]
    [TestCase(Bob, false)]
    public void Its_author_and_the_owner_delete_it(int userId, bool isAllowed)
    {
        var message = ByAda();
        message.React(Bob, "x");
        message.TakeRaised();
        Assert.That(message.Delete(userId, Owner, Now).Failed, Is.Not.EqualTo(isAllowed));
        Assert.That((message.Content, message.Reactions.Count, message.DeletedAt is null), Is.EqualTo(isAllowed ? ("", 0, false) : ("hello", 1, true)));
        Assert.That(message.TakeRaised(), Is.EqualTo(isAllowed ? new[] { new MessageDeleted(0, 0) } : []));
    }

    [Test]
    public void What_is_deleted_stays_as_it_is()
    {
        var message = ByAda();
        message.Delete(Ada, Owner, Now);
        message.TakeRaised();
        Assert.That(message.Delete(Ada, Owner, Now.AddDays(1)).Failed, Is.False);
        Assert.That(message.Edit(Ada, "x", Now).Error, Is.EqualTo(ConversationErrors.MessageIsDeleted));
        Assert.That(message.React(Ada, "x").Error, Is.EqualTo(ConversationErrors.MessageIsDeleted));
        message.TakeBack(Ada, "x");
        Assert.That(message.DeletedAt, Is.EqualTo(Now));
        Assert.That(message.TakeRaised(), Is.Empty);
    }

    [Test]
    public void Everybody_sets_an_emoji_once()
    {
        var message = ByAda();
        foreach (var (user, emoji) in new[] { (Ada, "+"), (Bob, "-"), (Bob, "+"), (Ada, "+") })
            Assert.That(message.React(user, emoji).Failed, Is.False);
        Assert.That(message.Reactions.Select(r => (r.Emoji, string.Join(',', r.UserIds))), Is.EqualTo(new[] { ("+", "1,2"), ("-", "2") }));

        message.TakeBack(Ada, "-");
        message.TakeBack(Bob, "-");
        message.TakeBack(Bob, "-");
        Assert.That(message.Reactions.Select(r => r.Emoji), Is.EqualTo(new[] { "+" }));
        Assert.That(message.TakeRaised().Cast<ReactionChanged>().Select(r => (r.UserId, r.Emoji, r.IsAdded)),
            Is.EqualTo(new[] { (Ada, "+", true), (Bob, "-", true), (Bob, "+", true), (Bob, "-", false) }));
    }

    [Test]
    public void It_collects_at_most_50_different_emoji()
    {
        var message = ByAda();
        for (var i = 0; i < ChatMessage.EmojiMax; i++)
            message.React(Ada, $"{i}");
        Assert.That(message.React(Ada, "one more").Error, Is.EqualTo(ConversationErrors.TooManyReactions));
        Assert.That(message.React(Bob, "0").Failed, Is.False);
    }

    private static ChatMessage ByAda()
    {
        var conversation = Conversation.Create(Owner, "t", ConversationMode.Group, false, null, null, [Ada, Bob], Now).Value;
        var message = conversation.Post(Ada, "hello", null, null, null, Now);
        message.TakeRaised();
        return message;
    }
}
