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
    [TestCase("""["a"]""")]
    [TestCase("a")]
    public void Answers_are_found_in_what_models_write(string text) =>
        Assert.That(Read(text).Value, Is.EqualTo(new[] { "a" }));

    [TestCase("", "it is empty.")]
    [TestCase("I would rather not say anything at all", "it contains no JSON.")]
    [TestCase("{\"labels\":[\"a\"", "it contains no JSON.")]
    [TestCase("{\"labels\":[\"a\"}", "it is not JSON of the schema")]
    [TestCase("{\"labels\":[\"\\ud800\"]}", "it is not JSON of the schema")]
    [TestCase("{}", "it names no labels.")]
    public void What_is_wrong_is_said(string text, string problem) => Assert.That(Read(text).Error?.Message, Does.StartWith(problem));

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

    [Test]
    public async Task A_stream_that_falls_silent_is_cut()
    {
        static async IAsyncEnumerable<ChatResponseUpdate> Silent([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct = default)
        {
            yield return new ChatResponseUpdate(ChatRole.Assistant, "one");
            await Task.Delay(Timeout.Infinite, ct);
        }

        var assistant = new Mock<IAssistant>();
        assistant.Setup(a => a.Stream(It.IsAny<ModelCall>(), It.IsAny<CancellationToken>()))
            .ReturnsAsync(new ModelStream(new ModelIdentifier("a", "b"), Silent()));
        var stream = await new TextAnswers(assistant.Object, TimeProvider.System)
            .Stream(new ModelCall("/x", []), TimeSpan.FromMilliseconds(50), CancellationToken.None);
        var heard = new List<string>();
        var cut = Assert.ThrowsAsync<ProviderException>(async () =>
        {
            await foreach (var piece in stream.Value.Pieces)
                heard.Add(piece);
        });
        Assert.That((heard.Single(), cut!.Failure), Is.EqualTo(("one", ProviderFailure.Cut)));
    }

    private static Result<IReadOnlyList<string>> Read(string text) =>
        StructuredAnswers.Read(new ChatResponse(new ChatMessage(ChatRole.Assistant, text)), LabelAdvice.Form);

    private static Result<ModelAnswer> Answer(string text) =>
        new ModelAnswer(new ModelIdentifier("a", "b"), new ChatResponse(new ChatMessage(ChatRole.Assistant, text)));
}
