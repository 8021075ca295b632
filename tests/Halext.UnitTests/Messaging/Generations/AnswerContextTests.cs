using Halext.Application.Messaging.Generations;
using Halext.Domain.Messaging;
using Microsoft.Extensions.AI;
using ChatMessage = Halext.Domain.Messaging.ChatMessage;

namespace Halext.UnitTests.Messaging.Generations;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class AnswerContextTests
{
    private const int Ada = 1;
    private const int Bob = 2;
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    private readonly Conversation _conversation = Conversation.Create(Ada, "Holiday", ConversationMode.HiveMind, true, null, null, [Bob], Now).Value;
    private readonly List<ChatMessage> _newestFirst = [];

    [Test]
    public void Reads_in_the_order_in_which_it_was_written_with_the_assistant_in_its_own_role()
    {
        Say(Ada, "Where to?");
        _newestFirst.Insert(0, _conversation.PostAnswer(1, new AssistantAnswer("Lisbon.", "m"), Now));
        Say(Ada, "And when?");
        var context = Of();

        Assert.That(context.Skip(1).Select(m => (m.Role, m.Text)), Is.EqualTo(new[]
        {
            (ChatRole.User, "Where to?"), (ChatRole.Assistant, "Lisbon."), (ChatRole.User, "And when?"),
        }));
        Assert.That(context[0].Role, Is.EqualTo(ChatRole.System));
        Assert.That(context[0].Text, Does.Contain("Holiday").And.Not.Contain("Several people"));
    }

    [Test]
    public void Names_people_where_there_are_several()
    {
        Say(Ada, "Where to?");
        Say(Bob, "Lisbon!");
        var context = Of(names: new() { [Ada] = "ada", [Bob] = "bob" });
        Assert.That(context.Skip(1).Select(m => m.Text), Is.EqualTo(new[] { "ada: Where to?", "bob: Lisbon!" }));
        Assert.That(context[0].Text, Does.Contain("Several people"));
    }

    [Test]
    public void Keeps_the_question_however_long_and_of_the_rest_what_fits()
    {
        Say(Ada, "w, which would fit, but not without what stands behind it");
        Say(Ada, new string('x', 32_000));
        Say(Ada, new string('y', 32_000));
        Say(Ada, new string('z', 32_000));
        Assert.That(Of().Skip(1).Select(m => m.Text[0]), Is.EqualTo(new[] { 'y', 'z' }));
    }

    [Test]
    public void The_questions_own_prompt_wins_over_the_conversations_and_that_over_the_servers()
    {
        Say(Ada, "hello");
        _conversation.SetGoal("A holiday for all", Now);
        Assert.That(Of()[0].Text, Does.EndWith("A holiday for all"));
        _conversation.Change(default, default, default, default, "Be brief.", Now);
        Assert.That(Of()[0].Text, Is.EqualTo("Be brief."));
        Assert.That(Of(new GenerationOptions("Be kind."))[0].Text, Is.EqualTo("Be kind."));
    }

    private void Say(int author, string text) => _newestFirst.Insert(0, _conversation.Post(author, text, null, null, null, Now));

    private IReadOnlyList<Microsoft.Extensions.AI.ChatMessage> Of(GenerationOptions? options = null, Dictionary<int, string>? names = null) =>
        AnswerContext.Of(_conversation, options ?? new GenerationOptions(), _newestFirst, names ?? []);
}
