using Halext.Application.Messaging.Generations;
using Halext.Application.Messaging.Messages;
using Halext.Domain.Messaging;

namespace Halext.UnitTests.Messaging.Generations;

public sealed class GenerationRequestTests
{
    private static readonly AskInConversation Question = new(new PostMessage("Why?"), new GenerationOptions(), Always: true);
    private static readonly EndGeneration End = new(Guid.Empty, GenerationState.Completed, new AssistantAnswer("Because.", "m"));

    [Test]
    public void A_question_obeys_the_rules_of_messages()
    {
        Assert.That(WrongFields(Question), Is.Empty);
        Assert.That(WrongFields(Question with { Message = new PostMessage(new string('x', ChatMessage.ContentMaxLength + 1)) }), Is.EqualTo(new[] { "Message.Content" }));
    }

    [TestCase(0, 0, 1, true)]
    [TestCase(2, 1, 1, true)]
    [TestCase(-0.1, -0.1, 0, false)]
    [TestCase(2.1, 1.1, -1, false)]
    [TestCase(double.NaN, double.NaN, int.MinValue, false)]
    public void What_is_asked_of_a_model_is_something_that_models_can_do(double temperature, double topP, int tokens, bool isValid) => Assert.That(
        WrongFields(Question with { Options = new GenerationOptions(null, temperature, topP, tokens) }),
        Is.EqualTo(isValid ? [] : new[] { "Options.Temperature", "Options.TopP", "Options.MaxTokens" }));

    [Test]
    public void A_questions_own_prompt_has_a_maximum()
    {
        var prompt = new string('x', Conversation.SystemPromptMaxLength);
        Assert.That(WrongFields(Question with { Options = new GenerationOptions(prompt) }), Is.Empty);
        Assert.That(WrongFields(Question with { Options = new GenerationOptions(prompt + "x") }), Is.EqualTo(new[] { "Options.SystemPrompt" }));
    }

    [Test]
    public void What_ends_does_not_run_and_is_as_long_as_answers_are()
    {
        var (content, model) = (new string('x', ChatMessage.AnswerMaxLength), new string('x', Conversation.ModelMaxLength));
        Assert.That(WrongFields(End with { Answer = new AssistantAnswer(content, model) }), Is.Empty);
        Assert.That(WrongFields(End with { Answer = new AssistantAnswer(content + "x", model + "x") }), Is.EqualTo(new[] { "Answer.Content", "Answer.Model" }));
        Assert.That(WrongFields(End with { State = GenerationState.Running }), Is.EqualTo(new[] { "State" }));
    }

    private static string[] WrongFields(AskInConversation request) => new AskInConversationValidator().WrongFields(request);

    private static string[] WrongFields(EndGeneration request) => new EndGenerationValidator().WrongFields(request);
}
