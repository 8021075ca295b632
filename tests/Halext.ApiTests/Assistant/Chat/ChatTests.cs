using Halext.ApiTests.Messaging;
using Halext.TestKit;
using Microsoft.Extensions.AI;

namespace Halext.ApiTests.Assistant.Chat;

public sealed class ChatTests : AnswersTest
{
    [Test]
    public async Task The_answer_names_who_gave_it()
    {
        var user = await Server.SignUp();
        var model = Assistant.Says("Hello.");
        var answer = await Ask(user, "/ai/chat", new { prompt = "Hi", model }, model);
        Assert.That((answer.Text("response"), answer.Text("model"), answer.Text("provider")), Is.EqualTo(("Hello.", model, "scripted")));
        var usual = await Ask(user, "/ai/chat", new { prompt = "Hi" }, ScriptedAssistant.Usual);
        Assert.That(usual.Text("model"), Is.EqualTo(ScriptedAssistant.Usual));
    }

    [Test]
    public async Task An_answer_that_was_cut_says_so()
    {
        var user = await Server.SignUp();
        var whole = Assistant.Says("All.");
        Assert.That((await Ask(user, "/ai/chat", new { prompt = "Hi", model = whole }, whole)).GetProperty("partial").GetBoolean(), Is.False);
        foreach (var reason in (ChatFinishReason[])[ChatFinishReason.Length, ChatFinishReason.ContentFilter])
        {
            var model = Assistant.Ends("Half", reason);
            var answer = await Ask(user, "/ai/chat", new { prompt = "Hi", model }, model);
            Assert.That((answer.Text("response"), answer.GetProperty("partial").GetBoolean()), Is.EqualTo(("Half", true)));
        }
    }

    [Test]
    public async Task An_answer_without_a_word_is_an_error()
    {
        var user = await Server.SignUp();
        await user.Client.PostJson("/ai/chat", new { prompt = "Hi", model = Assistant.Says(" \n") }).ShouldFail(503, "EMPTY_ANSWER");
        await user.Client.PostJson("/ai/chat", new { prompt = "Hi", model = Assistant.Ends("", ChatFinishReason.ContentFilter) }).ShouldFail(422, "CONTENT_FILTERED");
        await user.Client.PostJson("/ai/tasks/suggest-labels", new { title = "x", model = Assistant.Ends("", ChatFinishReason.ContentFilter) })
            .ShouldFail(422, "CONTENT_FILTERED");
    }

    [Test]
    public async Task The_history_comes_before_the_question()
    {
        var user = await Server.SignUp();
        var model = Assistant.Says("Yes.");
        var history = new object[]
        {
            new { role = "system", content = "Be brief." }, new { role = "User", content = "a" }, new { role = "ai", content = "b" },
            new { role = "model", content = "c" }, new { role = "assistant", content = "  " },
        };
        await Ask(user, "/ai/chat", new { prompt = "d", history, model }, model);
        Assert.That(
            Assistant.CallsOf(model)[0].Messages.Select(m => $"{m.Role} {m.Text}"),
            Is.EqualTo(new[] { "system Be brief.", "user a", "assistant b", "assistant c", "user d" }));
    }

    [TestCase("""{"content":"x"}""", "history[0].role")]
    [TestCase("""{"role":"wizard","content":"x"}""", "history[0].role")]
    [TestCase("""{"role":"tool","content":"x"}""", "history[0].role")]
    [TestCase("""{"role":"user"}""", "history[0].content")]
    [TestCase("""{"role":"user","content":null}""", "history[0].content")]
    [TestCase("null", "history")]
    public async Task History_that_says_not_who_spoke_or_what_is_refused(string turn, string field)
    {
        var user = await Server.SignUp();
        await user.Client.SendText(HttpMethod.Post, "/ai/chat", $$"""{"prompt":"x","history":[{{turn}}]}""", "application/json")
            .ShouldFail(422, "VALIDATION_ERROR", field);
    }

    [TestCase("""{"prompt":"x","history":{}}""")]
    [TestCase("""{"prompt":"x","history":[1]}""")]
    [TestCase("""{"prompt":1}""")]
    [TestCase("""{"prompt":null}""")]
    public async Task What_has_the_wrong_type_is_refused(string body)
    {
        var user = await Server.SignUp();
        await user.Client.SendText(HttpMethod.Post, "/ai/chat", body, "application/json").ShouldFail(422, "VALIDATION_ERROR");
    }

    [Test]
    public async Task An_empty_question_is_one()
    {
        var user = await Server.SignUp();
        var model = Assistant.Says("How can I help?");
        await Ask(user, "/ai/chat", new { prompt = "", model }, model);
        Assert.That(Assistant.CallsOf(model)[0].Messages.Single().Text, Is.Not.Empty, "vendors refuse messages without text");
        await Ask(user, "/ai/chat", new { prompt = "", history = new[] { new { role = "user", content = "Go on" } }, model }, model);
        Assert.That(Assistant.CallsOf(model)[1].Messages.Single().Text, Is.EqualTo("Go on"));
    }

    [Test]
    public async Task Histories_are_bounded()
    {
        var user = await Server.SignUp();
        var turn = new { role = "user", content = "x" };
        await user.Client.PostJson("/ai/chat", new { prompt = "x", history = Enumerable.Repeat(turn, 501) }).ShouldFail(422, "VALIDATION_ERROR", "history");
        var large = new { role = "user", content = new string('x', 100_000) };
        await user.Client.PostJson("/ai/chat", new { prompt = "x", history = Enumerable.Repeat(large, 4) }).ShouldFail(422, "VALIDATION_ERROR", "history");
    }

    [Test]
    public async Task A_text_becomes_a_vector_and_a_list_of_texts_a_list_of_vectors()
    {
        var user = await Server.SignUp();
        var model = Assistant.Says();
        var one = await Ask(user, "/ai/embeddings", new { text = "four", model }, model);
        Assert.That(one.GetProperty("embeddings")[0].GetDouble(), Is.EqualTo(4));
        Assert.That((one.Text("model"), one.GetProperty("dimension").GetInt32()), Is.EqualTo((model, 2)));
        var many = await Ask(user, "/ai/embeddings", new { texts = new[] { "four", "three" }, model }, model);
        Assert.That(many.GetProperty("embeddings")[1][0].GetDouble(), Is.EqualTo(5));
        Assert.That(Assistant.LastEmbedding(model).Inputs, Is.EqualTo(new[] { "four", "three" }));
    }

    [TestCase("""{"text":""}""", "text")]
    [TestCase("""{"text":"a","texts":["b"]}""", "text")]
    [TestCase("""{"texts":[]}""", "texts")]
    [TestCase("""{"texts":["a",""]}""", "texts")]
    [TestCase("""{"texts":["a",null]}""", "texts")]
    public async Task Nothing_has_no_vector(string body, string field)
    {
        var user = await Server.SignUp();
        await user.Client.SendText(HttpMethod.Post, "/ai/embeddings", body, "application/json").ShouldFail(422, "VALIDATION_ERROR", field);
        await user.Client.PostJson("/ai/embeddings", new { texts = Enumerable.Repeat("x", 101) }).ShouldFail(422, "VALIDATION_ERROR", "texts");
    }
}
