using Halext.Domain.Messaging;

namespace Halext.UnitTests.Messaging;

public sealed class ConversationTests
{
    private const int Ada = 1;
    private const int Bob = 2;
    private const int Eve = 3;

    private static readonly DateTimeOffset Now = FixedClock.Start;
    private static readonly DateTimeOffset Later = Now.AddMinutes(1);

    [Test]
    public void Whoever_begins_it_takes_part_and_nobody_twice()
    {
        var made = Begin(Bob, Ada, Bob);
        Assert.That(made.OwnerId, Is.EqualTo(Ada));
        Assert.That(made.Participants.Select(p => p.UserId), Is.EqualTo(new[] { Ada, Bob }));
    }

    [TestCase(199, true)]
    [TestCase(200, false)]
    public void It_has_at_most_200_participants(int others, bool isAllowed)
    {
        var people = Enumerable.Range(Bob, others).ToArray();
        Assert.That(Conversation.Create(Ada, "t", ConversationMode.Group, false, null, null, people, Now).Failed, Is.Not.EqualTo(isAllowed));
        Assert.That(Begin().Add(people, Now).Failed, Is.Not.EqualTo(isAllowed));
    }

    [Test]
    public void Messages_are_numbered_and_unread_by_others_only()
    {
        var made = Begin(Bob);
        var first = made.Post(Ada, "one", null, null, null, Now);
        var second = made.Post(Bob, "two", null, null, null, Later);
        Assert.That((first.Number, second.Number), Is.EqualTo((1, 2)));
        Assert.That((made.PartOf(Ada).ReadCount, made.PartOf(Bob).ReadCount), Is.EqualTo((1, 2)));
        Assert.That(made.UpdatedAt, Is.EqualTo(Later));
        Assert.That(second.TakeRaised(), Is.EqualTo(new[] { new MessagePosted(0, 0, Bob) }));
    }

    [Test]
    public void The_assistants_answer_has_no_author()
    {
        var made = Begin();
        var answer = made.PostAnswer(7, new AssistantAnswer("42", "openai:gpt"), Later);
        Assert.That(
            (answer.AuthorId, answer.AuthorType, answer.ReplyToId, answer.ModelUsed, answer.Number),
            Is.EqualTo(((int?)null, AuthorType.Ai, (int?)7, "openai:gpt", 1)));
        Assert.That(answer.TakeRaised(), Is.EqualTo(new[] { new MessagePosted(0, 0, null) }));
    }

    [TestCase("", "It failed.", "It failed.")]
    [TestCase("Half", "It failed.", "Half\n\nIt failed.")]
    public void An_answer_that_failed_says_so_in_its_content(string written, string reason, string expected)
    {
        var answer = Begin().PostAnswer(7, new AssistantAnswer(written, null, new MessageFailure("X", reason)), Later);
        Assert.That(answer.Content, Is.EqualTo(expected));
    }

    [Test]
    public void Reading_goes_forward_only()
    {
        var part = Begin(Bob).PartOf(Bob);
        part.Read(3, 30);
        part.Read(2, 20);
        Assert.That(part.ReadCount, Is.EqualTo(3));
        Assert.That(part.TakeRaised(), Is.EqualTo(new[] { new MessagesRead(0, Bob, 30) }));
    }

    [Test]
    public void Newcomers_have_read_what_was_there()
    {
        var made = Begin();
        made.Post(Ada, "one", null, null, null, Now);
        made.Add([Bob, Ada, Bob], Later);
        Assert.That(made.PartOf(Bob).ReadCount, Is.EqualTo(1));
        Assert.That(made.TakeRaised(), Is.EqualTo(new[] { new ParticipantAdded(0, Bob) }));
    }

    [Test]
    public void The_owner_stays_until_another_one_is_named()
    {
        var made = Begin(Bob);
        Assert.That(made.Remove(Ada).Error, Is.EqualTo(ConversationErrors.OwnerStays));
        made.HandOver(Bob, Later);
        Assert.That(made.Remove(Ada).Failed, Is.False);
        Assert.That(made.Participants.Select(p => p.UserId), Is.EqualTo(new[] { Bob }));
        Assert.That(made.TakeRaised(), Is.EqualTo(new ConversationEvent[] { new ConversationChanged(0), new ParticipantRemoved(0, Ada) }));
    }

    [Test]
    public void A_pair_is_one_until_its_people_change()
    {
        Assert.That(Conversation.Between(Bob, Ada, "t", Now).PairKey, Is.EqualTo(Conversation.Between(Ada, Bob, "t", Now).PairKey));
        var (joined, left) = (Conversation.Between(Ada, Bob, "t", Now), Conversation.Between(Ada, Bob, "t", Now));
        joined.Add([Bob], Now);
        Assert.That(joined.PairKey, Is.Not.Null, "nobody new came");
        joined.Add([Eve], Now);
        left.Remove(Bob);
        Assert.That((joined.PairKey, left.PairKey), Is.EqualTo((default(string), default(string))));
    }

    [Test]
    public void Deleting_it_is_told() => Assert.That(Deleted().TakeRaised(), Is.EqualTo(new[] { new ConversationDeleted(0) }));

    private static Conversation Deleted()
    {
        var made = Begin();
        made.Delete();
        return made;
    }

    private static Conversation Begin(params int[] others) => Conversation.Create(Ada, "t", ConversationMode.Group, false, null, null, others, Now).Value;
}
