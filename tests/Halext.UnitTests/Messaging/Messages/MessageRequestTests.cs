using Halext.Application.Messaging.Messages;
using Halext.Domain.Accounts;
using Halext.Domain.Messaging;

namespace Halext.UnitTests.Messaging.Messages;

public sealed class MessageRequestTests
{
    private static readonly PostMessage Post = new("hello");
    private static readonly SendQuickMessage Quick = new("bob", "hello");

    [TestCase("", false)]
    [TestCase(" \n", false)]
    [TestCase(null, false)]
    [TestCase("x", true)]
    public void A_message_says_something(string? content, bool isValid)
    {
        string[] wrong = isValid ? [] : ["Content"];
        Assert.That(WrongFields(Post with { Content = content! }), Is.EqualTo(wrong));
        Assert.That(WrongFields(Quick with { Content = content! }), Is.EqualTo(wrong));
        Assert.That(WrongFields(new EditMessage(content!)), Is.EqualTo(wrong));
    }

    [Test]
    public void A_message_is_as_long_as_its_maximum_and_no_longer()
    {
        var longest = new string('ä', ChatMessage.ContentMaxLength);
        Assert.That(WrongFields(Post with { Content = longest }), Is.Empty);
        Assert.That(WrongFields(Quick with { Content = longest }), Is.Empty);
        Assert.That(WrongFields(new EditMessage(longest)), Is.Empty);
        Assert.That(WrongFields(Post with { Content = longest + "." }), Is.EqualTo(new[] { "Content" }));
        Assert.That(WrongFields(Quick with { Content = longest + "." }), Is.EqualTo(new[] { "Content" }));
        Assert.That(WrongFields(new EditMessage(longest + ".")), Is.EqualTo(new[] { "Content" }));
    }

    [Test]
    public void What_comes_with_a_message_has_a_maximum()
    {
        var (model, id) = (new string('a', Conversation.ModelMaxLength), new string('a', ChatMessage.ClientMessageIdMaxLength));
        Assert.That(WrongFields(Post with { Model = model, ClientMessageId = id }), Is.Empty);
        Assert.That(WrongFields(Quick with { Model = model, ClientMessageId = id }), Is.Empty);
        Assert.That(WrongFields(Post with { Model = model + "a", ClientMessageId = id + "a" }), Is.EqualTo(new[] { "Model", "ClientMessageId" }));
        Assert.That(WrongFields(Quick with { Model = model + "a", ClientMessageId = id + "a" }), Is.EqualTo(new[] { "Model", "ClientMessageId" }));
    }

    [TestCase("", false)]
    [TestCase(" ", false)]
    [TestCase(null, false)]
    [TestCase("bob", true)]
    public void A_quick_message_goes_to_somebody(string? username, bool isValid)
    {
        Assert.That(WrongFields(Quick with { Username = username! }), Is.EqualTo(isValid ? [] : new[] { "Username" }));
        Assert.That(WrongFields(Quick with { Username = new string('a', User.EmailMaxLength + 1) }), Is.EqualTo(new[] { "Username" }));
    }

    [TestCase("👍", true)]
    [TestCase("👩‍👩‍👧‍👦", true)]
    [TestCase("❤️", true)]
    [TestCase("", false)]
    [TestCase(null, false)]
    [TestCase(" ", false)]
    [TestCase("👍 👍", false)]
    [TestCase("\n", false)]
    [TestCase("\u0007", false)]
    public void A_reaction_is_an_emoji(string? emoji, bool isValid)
    {
        string[] wrong = isValid ? [] : ["Emoji"];
        Assert.That(new AddReactionValidator().WrongFields(new AddReaction(1, emoji!)), Is.EqualTo(wrong));
        Assert.That(new RemoveReactionValidator().WrongFields(new RemoveReaction(1, emoji!)), Is.EqualTo(wrong));
    }

    [Test]
    public void A_reaction_has_a_maximum()
    {
        Assert.That(new AddReactionValidator().WrongFields(new AddReaction(1, new string('x', ChatMessage.EmojiMaxLength))), Is.Empty);
        Assert.That(new AddReactionValidator().WrongFields(new AddReaction(1, new string('x', ChatMessage.EmojiMaxLength + 1))), Is.EqualTo(new[] { "Emoji" }));
    }

    [TestCase("", false)]
    [TestCase(" ", false)]
    [TestCase(null, false)]
    [TestCase("\"in this order\" -without", true)]
    public void A_search_has_words(string? words, bool isValid)
    {
        Assert.That(WrongFields(new SearchMessages(1, words!)), Is.EqualTo(isValid ? [] : new[] { "Q" }));
        Assert.That(WrongFields(new SearchMessages(1, new string('x', 200))), Is.Empty);
        Assert.That(WrongFields(new SearchMessages(1, new string('x', 201))), Is.EqualTo(new[] { "Q" }));
    }

    [TestCase(1, true)]
    [TestCase(500, true)]
    [TestCase(0, false)]
    [TestCase(-1, false)]
    [TestCase(501, false)]
    public void A_page_has_a_size(int limit, bool isValid)
    {
        string[] wrong = isValid ? [] : ["Limit"];
        Assert.That(new ListMessagesValidator().WrongFields(new ListMessages(1, Limit: limit)), Is.EqualTo(wrong));
        Assert.That(WrongFields(new SearchMessages(1, "x", Limit: limit)), Is.EqualTo(wrong));
    }

    private static string[] WrongFields(PostMessage request) => new PostMessageValidator().WrongFields(request);

    private static string[] WrongFields(SendQuickMessage request) => new SendQuickMessageValidator().WrongFields(request);

    private static string[] WrongFields(EditMessage request) => new EditMessageValidator().WrongFields(request);

    private static string[] WrongFields(SearchMessages request) => new SearchMessagesValidator().WrongFields(request);
}
