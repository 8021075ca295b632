using Halext.ApiTests.Messaging;
using Halext.Application.Assistant;
using Halext.TestKit;

namespace Halext.ApiTests.Assistant;

/// <summary>What every route that asks a model does the same way.</summary>
public sealed class EveryAssistantRouteTests : AnswersTest
{
    private static readonly object Event = new { title = "Talk", start_time = "2026-03-02T09:00:00Z", end_time = "2026-03-02T10:00:00Z" };

    private static readonly object Plan = new { prompt = "Move house", context = new { timezone = "Europe/Berlin", current_date = "2026-03-02T09:00:00Z" } };

    /// <summary>The routes whose answers have a form, each with a body that is valid.</summary>
    private static IEnumerable<TestCaseData> Structured()
    {
        foreach (var route in (string[])["suggest", "estimate-time", "suggest-priority", "suggest-labels"])
            yield return new TestCaseData("/ai/tasks/" + route, new { title = "Mend the roof" });
        yield return new TestCaseData("/ai/events/analyze", Event);
        yield return new TestCaseData("/ai/notes/summarize", new { content = "Buy milk." });
        yield return new TestCaseData("/ai/generate-tasks", Plan);
        yield return new TestCaseData("/ai/recipes/generate", new { ingredients = new[] { "eggs" } });
        yield return new TestCaseData("/ai/recipes/meal-plan", new { ingredients = new[] { "eggs" }, days = 1, meals_per_day = 1 });
        yield return new TestCaseData("/ai/recipes/suggest-substitutions", new { ingredients = new[] { "eggs" } });
        yield return new TestCaseData("/ai/recipes/analyze-ingredients", new { ingredients = new[] { "two eggs" } });
    }

    private static IEnumerable<TestCaseData> All() =>
    [
        .. Structured(),
        new TestCaseData("/ai/chat", new { prompt = "Hi" }),
        new TestCaseData("/ai/chat/stream", new { prompt = "Hi" }),
        new TestCaseData("/ai/stream", new { prompt = "Hi" }),
        new TestCaseData("/ai/tasks/suggest-stream", new { title = "Mend the roof" }),
        new TestCaseData("/ai/embeddings", new { text = "Hi" }),
    ];

    [TestCaseSource(nameof(All))]
    public async Task A_provider_that_fails_is_an_error(string path, object body)
    {
        var user = await Server.SignUp();
        var down = Assistant.Fails(ProviderFailure.Unreachable);
        var problem = await user.Client.PostJson(path, With(body, down)).ShouldFail(503, "PROVIDER_UNAVAILABLE");
        Assert.That(problem.Text("detail"), Is.EqualTo("The provider is out of order."));
        await user.Client.PostJson(path, With(body, Assistant.Fails(ProviderFailure.Busy))).ShouldFail(503, "PROVIDER_BUSY");
        await user.Client.PostJson(path, With(body, Assistant.Fails(ProviderFailure.UnknownModel))).ShouldFail(404, "MODEL_NOT_FOUND");
        await user.Client.PostJson(path, With(body, Assistant.Fails(ProviderFailure.Refused))).ShouldFail(422, "MODEL_REFUSED");
    }

    [TestCaseSource(nameof(Structured))]
    public async Task An_answer_that_cannot_be_used_is_sent_back_once_and_then_an_error(string path, object body)
    {
        var user = await Server.SignUp();
        foreach (var garbage in (string[])["I am sorry, but as a language model I cannot do that for you.", "{\"a\":1}", "{", "```json\n{\"tasks\": [\n```", "null", ""])
        {
            var model = Assistant.Says(garbage);
            var problem = await user.Client.PostJson(path, With(body, model)).ShouldFail(422, "INVALID_AI_RESPONSE");
            Assert.That(problem.Text("detail"), Does.StartWith("The model's answer cannot be used: "), garbage);
            var calls = Assistant.CallsOf(model);
            Assert.That(calls, Has.Count.EqualTo(2), garbage);
            Assert.That(calls[1].Messages[^1].Text, Does.StartWith("Your answer cannot be used: "), "the model learns what was wrong");
        }
    }

    [TestCaseSource(nameof(Structured))]
    public async Task The_model_is_given_a_schema_and_nothing_of_what_people_wrote_as_an_instruction(string path, object body)
    {
        var user = await Server.SignUp();
        var model = Assistant.Says("no");
        await user.Client.PostJson(path, With(body, model));
        var call = Assistant.CallsOf(model)[0];
        Assert.That(call.Options?.ResponseFormat, Is.InstanceOf<Microsoft.Extensions.AI.ChatResponseFormatJson>().With.Property("Schema").Not.Null);
        Assert.That(call.Route, Is.EqualTo(path));
        Assert.That(call.Messages.Select(m => m.Role.Value), Is.EqualTo(new[] { "system", "user" }));
        Assert.That(call.Messages[0].Text, Does.Not.Contain("roof").And.Not.Contain("eggs").And.Not.Contain("milk").And.Not.Contain("Move house"));
        Assert.That(() => System.Text.Json.JsonDocument.Parse(call.Messages[1].Text), Throws.Nothing);
    }

    [TestCaseSource(nameof(All))]
    public async Task Models_have_names_of_bounded_length_without_control_characters(string path, object body)
    {
        var user = await Server.SignUp();
        await user.Client.PostJson(path, With(body, new string('m', 201))).ShouldFail(422, "VALIDATION_ERROR", "model");
        await user.Client.PostJson(path, With(body, "openai:\r\nSet-Cookie: a=b")).ShouldFail(422, "VALIDATION_ERROR", "model");
    }

    [TestCaseSource(nameof(All))]
    public async Task What_is_missing_is_said(string path, object body)
    {
        Assert.That(body, Is.Not.Null);
        var user = await Server.SignUp();
        await user.Client.PostJson(path, new { }).ShouldFail(422, "VALIDATION_ERROR");
        await user.Client.SendText(HttpMethod.Post, path, "{\"model\":", "application/json").ShouldFail(422, "VALIDATION_ERROR");
        await user.Client.SendText(HttpMethod.Post, path, "", "application/json").ShouldFail(422, "VALIDATION_ERROR");
        await Server.Anonymous().PostJson(path, body).ShouldFail(401, "UNAUTHORIZED");
    }

    [TestCaseSource(nameof(All))]
    public async Task A_megabyte_of_text_is_refused_before_it_costs_anything(string path, object body)
    {
        var user = await Server.SignUp();
        var model = Assistant.Says("{}");
        var huge = new string('x', 1_000_000);
        var fields = With(body, model);
        foreach (var field in fields.Keys.Except(["model", "start_time", "end_time", "days", "meals_per_day", "context"]).ToList())
        {
            var changed = new Dictionary<string, object?>(fields) { [field] = fields[field] is string[] ? (object)new[] { huge } : huge };
            await user.Client.PostJson(path, changed).ShouldFail(422, "VALIDATION_ERROR", field);
        }

        Assert.That(Assistant.CallsOf(model), Is.Empty);
    }

    private static Dictionary<string, object?> With(object body, string model)
    {
        var fields = body.GetType().GetProperties().ToDictionary(p => p.Name, p => p.GetValue(body));
        fields["model"] = model;
        return fields;
    }
}
