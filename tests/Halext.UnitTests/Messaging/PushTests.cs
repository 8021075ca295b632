using Halext.Application.Common.Events;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Realtime;
using Halext.Application.Messaging.Conversations;
using Halext.Application.Messaging.Messages;
using Halext.Domain.Common;
using Halext.Domain.Messaging;
using Moq;

namespace Halext.UnitTests.Messaging;

public sealed class PushTests
{
    private const int Conversation = 7;
    private const string Topic = "conversation:7";

    private static readonly ChatMessageDto Message = new()
    {
        Id = 3,
        ConversationId = Conversation,
        AuthorId = 1,
        AuthorType = AuthorType.User,
        Content = "hello",
        ModelUsed = null,
        Error = null,
        Tokens = null,
        Cost = null,
        Metadata = null,
        ClientMessageId = null,
        ReplyToId = null,
        Reactions = [],
        CreatedAt = FixedClock.Start,
        EditedAt = null,
        DeletedAt = null,
    };

    [Test]
    public Task A_posted_message_is_pushed_whole() =>
        Pushes((sender, realtime) => new OnMessagePosted(sender, realtime), new MessagePosted(Conversation, 3, 1), "message", Message);

    [Test]
    public Task An_edited_message_is_pushed_whole() =>
        Pushes((sender, realtime) => new OnMessageEdited(sender, realtime), new MessageEdited(Conversation, 3), "message_updated", Message);

    [Test]
    public Task A_deleted_message_is_named() =>
        Pushes((_, realtime) => new OnMessageDeleted(realtime), new MessageDeleted(Conversation, 3), "message_deleted", new MessageDeletedDto(Conversation, 3));

    [Test]
    public Task A_reaction_says_who_and_what() => Pushes(
        (_, realtime) => new OnReactionChanged(realtime), new ReactionChanged(Conversation, 3, 1, "x", IsAdded: false),
        "reaction", new ReactionChangedDto(Conversation, 3, 1, "x", IsAdded: false));

    [Test]
    public Task A_receipt_says_how_far() =>
        Pushes((_, realtime) => new OnMessagesRead(realtime), new MessagesRead(Conversation, 1, 3), "read", new ReadReceiptDto(Conversation, 1, 3));

    [Test]
    public Task A_changed_conversation_is_named() => Pushes(
        (_, realtime) => new OnConversationChanged(realtime), new ConversationChanged(Conversation), "conversation_updated", new ConversationChangedDto(Conversation));

    [Test]
    public Task A_deleted_conversation_is_named() => Pushes(
        (_, realtime) => new OnConversationDeleted(realtime), new ConversationDeleted(Conversation), "conversation_deleted", new ConversationChangedDto(Conversation));

    [Test]
    public Task Who_comes_is_named() => Pushes(
        (_, realtime) => new OnParticipantAdded(realtime), new ParticipantAdded(Conversation, 1), "user_joined", new ParticipantChangedDto(Conversation, 1));

    [Test]
    public Task Who_goes_is_named() => Pushes(
        (_, realtime) => new OnParticipantRemoved(realtime), new ParticipantRemoved(Conversation, 1), "user_left", new ParticipantChangedDto(Conversation, 1));

    [Test]
    public async Task A_message_that_went_with_its_conversation_is_not_pushed()
    {
        var sender = new Mock<ISender>();
        sender.Setup(s => s.Send(It.IsAny<DescribeMessage>(), It.IsAny<CancellationToken>())).ReturnsAsync(ConversationErrors.MessageNotFound(3));
        var realtime = new Mock<IRealtime>(MockBehavior.Strict);
        await new OnMessagePosted(sender.Object, realtime.Object).React(new MessagePosted(Conversation, 3, 1), CancellationToken.None);
        realtime.VerifyNoOtherCalls();
    }

    private static async Task Pushes<T>(Func<ISender, IRealtime, IReaction<T>> make, T happened, string type, object data)
        where T : IDomainEvent
    {
        var sender = new Mock<ISender>();
        sender.Setup(s => s.Send(new DescribeMessage(3), It.IsAny<CancellationToken>())).ReturnsAsync(Message);
        var realtime = new Mock<IRealtime>();
        await make(sender.Object, realtime.Object).React(happened, CancellationToken.None);
        realtime.Verify(r => r.Publish(Topic, type, data, It.IsAny<CancellationToken>()), Times.Once);
        realtime.VerifyNoOtherCalls();
    }
}
