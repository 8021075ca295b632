using Halext.Application.Messaging.Conversations;
using Halext.Domain.Accounts;
using Halext.Domain.Messaging;

namespace Halext.UnitTests.Messaging.Conversations;

public sealed class ConversationRequestTests
{
    private static readonly CreateConversation Good = new("t");
    private static readonly UpdateConversation Nothing = new(default, default, default, default, default);

    private static readonly string LongName = new('a', User.EmailMaxLength + 1);

    [TestCase("", false)]
    [TestCase(" ", false)]
    [TestCase(null, false)]
    [TestCase("t", true)]
    public void A_title_is_needed(string? title, bool isValid)
    {
        Assert.That(WrongFields(Good with { Title = title! }), Is.EqualTo(isValid ? [] : new[] { "Title" }));
        Assert.That(WrongFields(Nothing with { Title = new(title!) }), Is.EqualTo(isValid ? [] : new[] { "Title.Value" }));
    }

    [Test]
    public void Texts_are_as_long_as_their_maximum_and_no_longer()
    {
        var (title, model) = (new string('a', Conversation.TitleMaxLength), new string('a', Conversation.ModelMaxLength));
        Assert.That(WrongFields(Good with { Title = title, DefaultModelId = model }), Is.Empty);
        Assert.That(WrongFields(Good with { Title = title + "a", DefaultModelId = model + "a" }), Is.EqualTo(new[] { "Title", "DefaultModelId" }));
        Assert.That(WrongFields(Nothing with { Title = new(title), DefaultModelId = new(model) }), Is.Empty);
        Assert.That(WrongFields(Nothing with { Title = new(title + "a"), DefaultModelId = new(model + "a") }), Is.EqualTo(new[] { "Title.Value", "DefaultModelId.Value" }));
    }

    [Test]
    public void A_mode_is_one_that_exists()
    {
        Assert.That(Enum.GetValues<ConversationMode>().SelectMany(mode => WrongFields(Good with { Mode = mode })), Is.Empty);
        Assert.That(WrongFields(Good with { Mode = (ConversationMode)99 }), Is.EqualTo(new[] { "Mode" }));
        Assert.That(WrongFields(Nothing with { Mode = new((ConversationMode)99) }), Is.EqualTo(new[] { "Mode.Value" }));
    }

    [Test]
    public void An_update_may_mention_nothing_and_clears_only_the_model()
    {
        Assert.That(WrongFields(Nothing), Is.Empty);
        Assert.That(WrongFields(Nothing with { DefaultModelId = new(null), WithAi = new(false) }), Is.Empty);
    }

    [Test]
    public void Whoever_begins_a_conversation_may_be_alone_in_it()
    {
        Assert.That(WrongFields(Good with { ParticipantUsernames = null }), Is.Empty);
        Assert.That(WrongFields(Good with { ParticipantUsernames = [] }), Is.Empty);
        Assert.That(WrongFields(new AddParticipants([])), Is.EqualTo(new[] { "Usernames" }));
        Assert.That(WrongFields(new AddParticipants(null!)), Is.EqualTo(new[] { "Usernames" }));
    }

    [TestCase("", false)]
    [TestCase(" ", false)]
    [TestCase(null, false)]
    [TestCase("bob", true)]
    public void Participants_have_names(string? name, bool isValid)
    {
        Assert.That(WrongFields(Good with { ParticipantUsernames = ["eve", name!] }), Is.EqualTo(isValid ? [] : new[] { "ParticipantUsernames" }));
        Assert.That(WrongFields(new AddParticipants(["eve", name!])), Is.EqualTo(isValid ? [] : new[] { "Usernames" }));
        Assert.That(WrongFields(new RemoveParticipant(1, name!)), Is.EqualTo(isValid ? [] : new[] { "Username" }));
        Assert.That(WrongFields(new ChangeRole(ParticipantRole.Owner) { Username = name! }), Is.EqualTo(isValid ? [] : new[] { "Username" }));
    }

    [Test]
    public void Names_have_a_maximum()
    {
        Assert.That(WrongFields(Good with { ParticipantUsernames = [LongName[1..]] }), Is.Empty);
        Assert.That(WrongFields(Good with { ParticipantUsernames = [LongName] }), Is.EqualTo(new[] { "ParticipantUsernames" }));
        Assert.That(WrongFields(new AddParticipants([LongName])), Is.EqualTo(new[] { "Usernames" }));
        Assert.That(WrongFields(new RemoveParticipant(1, LongName)), Is.EqualTo(new[] { "Username" }));
        Assert.That(WrongFields(new ChangeRole(ParticipantRole.Owner) { Username = LongName }), Is.EqualTo(new[] { "Username" }));
    }

    [Test]
    public void People_are_as_many_as_a_conversation_holds_and_no_more()
    {
        string[] all = [.. Enumerable.Range(0, Conversation.ParticipantsMax).Select(n => $"u{n}")];
        Assert.That(WrongFields(Good with { ParticipantUsernames = all }), Is.Empty);
        Assert.That(WrongFields(Good with { ParticipantUsernames = [.. all, "bob"] }), Is.EqualTo(new[] { "ParticipantUsernames" }));
        Assert.That(WrongFields(new AddParticipants(all)), Is.Empty);
        Assert.That(WrongFields(new AddParticipants([.. all, "bob"])), Is.EqualTo(new[] { "Usernames" }));
    }

    [Test]
    public void A_role_is_named_and_exists()
    {
        var change = new ChangeRole(ParticipantRole.Member) { Username = "bob" };
        Assert.That(WrongFields(change), Is.Empty);
        Assert.That(WrongFields(change with { Role = null }), Is.EqualTo(new[] { "Role" }));
        Assert.That(WrongFields(change with { Role = (ParticipantRole)99 }), Is.EqualTo(new[] { "Role" }));
    }

    [TestCase("", false)]
    [TestCase(" ", false)]
    [TestCase(null, false)]
    [TestCase("Learn to dance", true)]
    public void A_goal_is_needed(string? goal, bool isValid) =>
        Assert.That(WrongFields(new SetGoal(1, goal!)), Is.EqualTo(isValid ? [] : new[] { "Goal" }));

    [Test]
    public void A_goal_has_a_maximum()
    {
        Assert.That(WrongFields(new SetGoal(1, new string('a', Conversation.GoalMaxLength))), Is.Empty);
        Assert.That(WrongFields(new SetGoal(1, new string('a', Conversation.GoalMaxLength + 1))), Is.EqualTo(new[] { "Goal" }));
    }

    [TestCase(0, 1)]
    [TestCase(1_000_000, 500)]
    public void A_page_of_conversations(int skip, int limit) => Assert.That(WrongFields(new ListConversations(skip, limit)), Is.Empty);

    [TestCase(-1, 100, "Skip")]
    [TestCase(0, 0, "Limit")]
    [TestCase(0, -1, "Limit")]
    [TestCase(0, 501, "Limit")]
    public void No_page_of_conversations(int skip, int limit, string wrong) =>
        Assert.That(WrongFields(new ListConversations(skip, limit)), Is.EqualTo(new[] { wrong }));

    private static string[] WrongFields(CreateConversation request) => new CreateConversationValidator().WrongFields(request);

    private static string[] WrongFields(UpdateConversation request) => new UpdateConversationValidator().WrongFields(request);

    private static string[] WrongFields(AddParticipants request) => new AddParticipantsValidator().WrongFields(request);

    private static string[] WrongFields(RemoveParticipant request) => new RemoveParticipantValidator().WrongFields(request);

    private static string[] WrongFields(ChangeRole request) => new ChangeRoleValidator().WrongFields(request);

    private static string[] WrongFields(SetGoal request) => new SetGoalValidator().WrongFields(request);

    private static string[] WrongFields(ListConversations request) => new ListConversationsValidator().WrongFields(request);
}
