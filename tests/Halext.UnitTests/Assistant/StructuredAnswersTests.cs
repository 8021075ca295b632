using System.Text.Json;
using FsCheck.Fluent;
using Halext.Application.Assistant;
using Halext.Application.Assistant.Recipes;
using Halext.Application.Assistant.Suggestions;
using Halext.Domain.Assistant;
using Halext.Domain.Common;
using Microsoft.Extensions.AI;
using Moq;

namespace Halext.UnitTests.Assistant;

public sealed class StructuredAnswersTests
{
    private static readonly StructuredQuestion Question = new("/x", "Do it.", new { Title = "t" }, null);

    [TestCase("""{"labels":["a"]}""")]
    [TestCase("""{"LABELS":["a",null,{"no":"text"}],"more":1,}""")]
    [TestCase("Here you are:\n```json\n{\"labels\":[\"a\"]} // fine\n```\nBye!")]
    [TestCase("Here you are:\n```json\n{\"labels\":[\"a\"]}\n```\nBye {x}!")]
    [TestCase("The labels [as asked, and see [1]]: {\"labels\":[\"a\"]}")]
    [TestCase("Of this schema: {\"type\":\"object\"} I made {\"labels\":[\"a\"]}.")]
    [TestCase("""["a"]""")]
    [TestCase("a")]
    public void Answers_are_found_in_what_models_write(string text) =>
        Assert.That(Read(text).Value, Is.EqualTo(new[] { "a" }));

    [TestCase("", "it is empty.")]
    [TestCase("I would rather not say anything at all", "it contains no complete JSON.")]
    [TestCase("{\"labels\":[\"a\"", "it contains no complete JSON.")]
    [TestCase("{\"labels\":[\"a\"}", "it contains no complete JSON.")]
    [TestCase("{\"labels\":oops,\"others\":[\"a\"]}", "it contains no complete JSON.")]
    [TestCase("{\"labels\":[\"\\ud800\"]}", "it is not JSON of the schema (a text contains half a surrogate pair, which is no character, at $).")]
    [TestCase("I'm sorry, I can't help", "it contains no complete JSON.")]
    [TestCase("Unfortunately not, my friend", "it contains no complete JSON.")]
    [TestCase("{}", "it names no labels.")]
    public void What_is_wrong_is_said(string text, string problem) => Assert.That(Read(text).Error?.Message, Does.StartWith(problem));

    [TestCase("""{"estimated_hours":"30 minutes"}""", 0.5)]
    [TestCase("""{"estimated_hours":"unknown","factors":"Rain.","confidence":"high"}""", 2.0)]
    public void Hours_are_read_with_their_unit(string text, double hours)
    {
        var estimate = Read(text, TimeEstimate.Form).Value;
        Assert.That((estimate.EstimatedHours, estimate.Confidence), Is.EqualTo((hours, "medium")), "nobody is sure of what was not said");
    }

    [TestCase("""{"estimated_hours":"3 days"}""", "it is not JSON of the schema ('3 days' is no number of hours, at $.estimated_hours).")]
    [TestCase("""{"estimated_hours":0,"confidence":"high"}""", "its hours are not more than 0 and at most 1000.")]
    [TestCase("Hours: 3 days", "it contains no complete JSON.")]
    public void What_would_become_another_time_is_refused(string text, string problem) =>
        Assert.That(Read(text, TimeEstimate.Form).Error?.Message, Is.EqualTo(problem));

    [Test]
    public void A_text_stands_for_an_objects_first_member()
    {
        var recipe = Read("""{"recipes":[{"name":"Toast","ingredients":["bread",{"name":"salt"}],"instructions":"Mix."}]}""", RecipeRules.Form).Value.Recipes.Single();
        Assert.That(recipe.Ingredients.Select(i => i.Name), Is.EqualTo(new[] { "bread", "salt" }));
        Assert.That(recipe.Instructions.Single().Instruction, Is.EqualTo("Mix."));
    }

    [Test]
    public void What_does_not_fit_is_said_without_names_of_this_program() => Assert.That(
        Read("""{"recipes":[{"name":"Toast","instructions":[[1]]}]}""", RecipeRules.Form).Error?.Message, Is.EqualTo("it is not JSON of the schema (at $)."));

    [Test]
    public async Task What_a_filter_took_away_is_not_asked_for_again()
    {
        var assistant = new Mock<IAssistant>();
        assistant.Setup(a => a.Complete(It.IsAny<ModelCall>(), It.IsAny<CancellationToken>())).ReturnsAsync(Answer("{", ChatFinishReason.ContentFilter));
        var asked = await new StructuredAnswers(assistant.Object, TimeProvider.System).Ask(Question, LabelAdvice.Form, CancellationToken.None);
        Assert.That(asked.Error?.Code, Is.EqualTo("CONTENT_FILTERED"));
        assistant.Verify(a => a.Complete(It.IsAny<ModelCall>(), It.IsAny<CancellationToken>()), Times.Once);
    }

    [Test]
    public void What_was_cut_off_is_not_used()
    {
        var response = new ChatResponse(new ChatMessage(ChatRole.Assistant, """{"labels":["a"]}""")) { FinishReason = ChatFinishReason.Length };
        Assert.That(StructuredAnswers.Read(response, LabelAdvice.Form).Error?.Message, Does.Contain("cut off"));
    }

    [Test]
    public void No_answer_makes_it_throw() => Prop.ForAll(Properties.Texts("{}[]\":,\\un01 labelsrecipes\n"), text =>
    {
        var response = new ChatResponse(new ChatMessage(ChatRole.Assistant, text));
        return (StructuredAnswers.Read(response, LabelAdvice.Form) is { Failed: true } or { Value.Count: > 0 })
            && StructuredAnswers.Read(response, RecipeRules.Form) is { Failed: true } or { Value.Recipes.Count: > 0 };
    }).Holds();

    [Test]
    public void Schemas_demand_every_member_and_nothing_else()
    {
        var schema = ModelJson.SchemaOf<RawRecipes>();
        var recipe = schema.GetProperty("properties").GetProperty("recipes").GetProperty("items");
        Assert.That(schema.GetProperty("additionalProperties").GetBoolean(), Is.False);
        Assert.That(recipe.GetProperty("required").EnumerateArray().Select(r => r.GetString()), Does.Contain("prep_time_minutes"));
        Assert.That(schema.GetRawText(), Does.Contain("beginner, intermediate, advanced or expert"));
    }

    [Test]
    public async Task A_failure_of_the_second_attempt_is_that_failure()
    {
        var assistant = new Mock<IAssistant>();
        assistant.SetupSequence(a => a.Complete(It.IsAny<ModelCall>(), It.IsAny<CancellationToken>()))
            .ReturnsAsync(Answer("garbage without a form or sense"))
            .ReturnsAsync(Error.Unavailable("gone"));
        var asked = await new StructuredAnswers(assistant.Object, TimeProvider.System).Ask(Question, LabelAdvice.Form, CancellationToken.None);
        Assert.That(asked.Error?.Message, Is.EqualTo("gone"));
    }

    [Test]
    public async Task Whoever_takes_too_long_is_given_up_and_whoever_goes_away_is_not_answered()
    {
        static async Task<Result<int>> Forever(CancellationToken ct)
        {
            await Task.Delay(Timeout.Infinite, ct);
            return 1;
        }

        var late = await Deadline.Within(TimeSpan.FromMilliseconds(10), TimeProvider.System, Forever, CancellationToken.None);
        Assert.That(late.Error?.Code, Is.EqualTo("PROVIDER_TIMEOUT"));
        using var gone = new CancellationTokenSource(10);
        Assert.That(() => Deadline.Within(TimeSpan.FromHours(1), TimeProvider.System, Forever, gone.Token), Throws.InstanceOf<OperationCanceledException>());
    }

    private static Result<IReadOnlyList<string>> Read(string text) => Read(text, LabelAdvice.Form);

    private static Result<T> Read<TRaw, T>(string text, AnswerForm<TRaw, T> form)
        where TRaw : class =>
        StructuredAnswers.Read(new ChatResponse(new ChatMessage(ChatRole.Assistant, text)), form);

    private static Result<ModelAnswer> Answer(string text, ChatFinishReason? reason = null) =>
        new ModelAnswer(new ModelIdentifier("a", "b"), new ChatResponse(new ChatMessage(ChatRole.Assistant, text)) { FinishReason = reason });
}
