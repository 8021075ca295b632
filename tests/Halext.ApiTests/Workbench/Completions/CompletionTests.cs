using System.Text.Json;
using Halext.ApiTests.Messaging;
using Halext.TestKit;
using Halext.TestKit.FakeModels;

namespace Halext.ApiTests.Workbench.Completions;

public sealed class CompletionTests : WorkbenchTest
{
    private const string Path = "/chat/completions";

    [Test]
    public async Task Without_a_conversation_the_answer_comes_with_its_usage_and_nothing_is_kept()
    {
        var ada = await Server.SignUp();
        Models.Answer(FakeAnswer.Says("Hel", "lo").Counts(12, 3));
        var answer = await ada.Client.PostJson(Path, new
        {
            model_id = "ollama:llama2:7b", prompt = "Hi", system_prompt = "Be brief.", options = new { temperature = 0.5, max_tokens = 50, stop = new[] { "END" } },
        }).ShouldBeOk();
        var chat = Chat(0);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(answer.Text("content"), Is.EqualTo("Hello"));
            Assert.That(answer.Text("model"), Is.EqualTo("ollama:llama2:7b"));
            Assert.That(answer.GetProperty("id").TryGetGuid(out _), Is.True);
            Assert.That(answer.GetProperty("created").GetInt64(), Is.EqualTo(Server.Clock.GetUtcNow().ToUnixTimeSeconds()));
            Assert.That(answer.GetProperty("conversation_id").ValueKind, Is.EqualTo(JsonValueKind.Null));
            var usage = answer.GetProperty("usage");
            Assert.That(usage.GetProperty("prompt_tokens").GetInt32(), Is.EqualTo(12));
            Assert.That(usage.GetProperty("completion_tokens").GetInt32(), Is.EqualTo(3));
            Assert.That(usage.GetProperty("total_tokens").GetInt32(), Is.EqualTo(15));
            foreach (var cost in (string[])["prompt_cost", "completion_cost", "input_cost", "output_cost", "total_cost"])
                Assert.That(usage.GetProperty(cost).GetDecimal(), Is.Zero, $"{cost}: nobody is paid for an own machine");
            Assert.That(Said(chat), Is.EqualTo(new[] { "system: Be brief.", "user: Hi" }));
            Assert.That(chat.Body.GetProperty("options").GetProperty("num_predict").GetInt32(), Is.EqualTo(50));
            Assert.That((await ada.Client.Get("/conversations/").ShouldBeOk()).GetArrayLength(), Is.Zero);
        }
    }

    [Test]
    public async Task In_a_conversation_the_history_is_sent_and_both_messages_are_kept_with_what_they_took()
    {
        var ada = await Server.SignUp();
        var id = await Begin(ada);
        Models.Answer(FakeAnswer.Says("Hello Ada.").Counts(10, 4), FakeAnswer.Says("Ada.").Counts(30, 2));
        await ada.Client.PostJson(Path, new { model_id = "llama2:7b", prompt = "I am Ada.", conversation_id = id }).ShouldBeOk();

        // Clients that take ids for texts.
        var answer = await ada.Client.PostJson(Path, new { model_id = "llama2:7b", prompt = "Who am I?", conversation_id = $"{id}" }).ShouldBeOk();
        Assert.That(answer.GetProperty("conversation_id").GetInt32(), Is.EqualTo(id));
        Assert.That(answer.GetProperty("usage").GetProperty("total_tokens").GetInt32(), Is.EqualTo(32));
        Assert.That(Said(Chat(1)), Is.EqualTo(new[] { "system: You are a poet.", "user: I am Ada.", "assistant: Hello Ada.", "user: Who am I?" }));

        var shown = await ada.Client.Get($"/conversations/{id}").ShouldBeOk();
        var messages = shown.GetProperty("messages").EnumerateArray().ToList();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(messages.Select(m => m.Text("role")), Is.EqualTo(new[] { "user", "assistant", "user", "assistant" }));
            Assert.That(messages.Contents(), Is.EqualTo(new[] { "I am Ada.", "Hello Ada.", "Who am I?", "Ada." }));
            Assert.That(messages.Select(m => m.GetProperty("tokens").GetInt32()), Is.EqualTo(new[] { 10, 4, 30, 2 }));
            Assert.That(messages[3].Id(), Is.EqualTo(answer.GetProperty("message_id").GetInt32()));
            Assert.That(messages[3].GetProperty("metadata").Text("model"), Is.EqualTo("ollama:llama2:7b"));
            Assert.That(messages[3].GetProperty("metadata").GetProperty("partial").GetBoolean(), Is.False);
            Assert.That(messages[0].GetProperty("user_id").GetInt32(), Is.EqualTo(ada.Id));
            Assert.That(shown.GetProperty("last_message").Text("content"), Is.EqualTo("Ada."));
            Assert.That((await ada.Client.Get("/conversations/").ShouldBeOk())[0].TryGetProperty("messages", out _), Is.False, "the list stays light");
        }
    }

    [Test]
    public async Task One_conversation_shows_its_newest_hundred_messages()
    {
        var ada = await Server.SignUp();
        var id = await ada.Begin();
        for (var i = 0; i < 103; i++)
            await ada.Post(id, $"{i}");
        var messages = (await ada.Conversation(id)).GetProperty("messages").EnumerateArray().ToList();
        Assert.That(messages.Contents(), Is.EqualTo(Enumerable.Range(3, 100).Select(i => $"{i}")));
    }

    [Test]
    public async Task Strangers_unknown_models_and_bad_input_leave_nothing()
    {
        var (ada, eve) = (await Server.SignUp("ada"), await Server.SignUp("eve"));
        var id = await Begin(ada);
        foreach (var path in (string[])[Path, Path + "/stream", "/chat/stream"])
        {
            await eve.Client.PostJson(path, new { model_id = "llama2:7b", prompt = "Hi", conversation_id = id }).ShouldFail(404, "RESOURCE_NOT_FOUND");
            await Server.Anonymous().PostJson(path, new { model_id = "llama2:7b", prompt = "Hi" }).ShouldFail(401, "UNAUTHORIZED");
            foreach (var model in (string[])["ollama:nope", "acme:large", "client:7:llama2:7b"])
                await ada.Client.PostJson(path, new { model_id = model, prompt = "Hi", conversation_id = id }).ShouldFail(404, "MODEL_NOT_FOUND");
            foreach (var model in (string[])["gemini:large", "client:7:llama2:7b", "client:"])
                await ada.Client.PostJson(path, new { model_id = model, prompt = "Hi" }).ShouldFail(404, "MODEL_NOT_FOUND");
            Models.Answer(FakeAnswer.UnknownModel());
            await ada.Client.PostJson(path, new { model_id = "acme:large", prompt = "Hi" }).ShouldFail(404, "MODEL_NOT_FOUND");
            await ada.Client.PostJson(path, new { prompt = "Hi" }).ShouldFail(422, "VALIDATION_ERROR", "model_id");
            await ada.Client.PostJson(path, new { model_id = "llama2:7b" }).ShouldFail(422, "VALIDATION_ERROR", "prompt");
            await ada.Client.PostJson(path, new { model_id = "llama2:7b", prompt = "Hi", temperature = 3 }).ShouldFail(422, "VALIDATION_ERROR", "temperature");
            await ada.Client.PostJson(path, new { model_id = "llama2:7b", prompt = "Hi", options = new { top_p = 2 } }).ShouldFail(422, "VALIDATION_ERROR", "options.top_p");
            await ada.Client.PostJson(path, new { model_id = "llama2:7b", prompt = "Hi", stream_delay = 2 }).ShouldFail(422, "VALIDATION_ERROR", "stream_delay");
            await ada.Client.PostJson(path, new { model_id = "llama2:7b", prompt = new string('x', 32_001), conversation_id = id })
                .ShouldFail(422, "VALIDATION_ERROR", "prompt");
        }

        Assert.That(await ada.Messages(id), Is.Empty);
        Assert.That(Models.Requests.Count(r => r.Path == "/api/chat"), Is.EqualTo(3), "nobody but an Ollama itself knows its models for certain");
    }

    [Test]
    public async Task A_provider_that_fails_is_an_error_and_stands_in_the_conversation()
    {
        var ada = await Server.SignUp();
        var id = await Begin(ada);
        Models.Otherwise = _ => FakeAnswer.Fails(400);
        foreach (var path in (string[])[Path, Path + "/stream"])
        {
            await ada.Client.PostJson(path, new { model_id = "llama2:7b", prompt = "Hi" }).ShouldFail(422, "MODEL_REFUSED");
            await ada.Client.PostJson(path, new { model_id = "llama2:7b", prompt = "Hi", conversation_id = id }).ShouldFail(422, "MODEL_REFUSED");
        }

        var messages = await ada.Messages(id);
        Assert.That(messages.Select(m => m.GetProperty("error").ValueKind), Is.EqualTo(new[]
        {
            JsonValueKind.Null, JsonValueKind.Object, JsonValueKind.Null, JsonValueKind.Object,
        }));
        Assert.That(messages[1].GetProperty("metadata").Text("error_code"), Is.EqualTo("MODEL_REFUSED"));
        Assert.That((await ada.Client.Get("/chat/stream/active").ShouldBeOk()).GetProperty("count").GetInt32(), Is.Zero);
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task An_answer_that_was_cut_says_so(bool inConversation)
    {
        var ada = await Server.SignUp();
        var id = await Begin(ada);
        Models.Answer(FakeAnswer.Says("Half").IsTooLong(), FakeAnswer.Says("All."));
        var question = new { model_id = "llama2:7b", prompt = "Hi", conversation_id = inConversation ? id : (int?)null };
        Assert.That((await ada.Client.PostJson(Path, question).ShouldBeOk()).GetProperty("partial").GetBoolean(), Is.True);
        Assert.That((await ada.Client.PostJson(Path, question).ShouldBeOk()).GetProperty("partial").GetBoolean(), Is.False);
        if (inConversation)
            Assert.That((await ada.Messages(id))[1].GetProperty("metadata").GetProperty("partial").GetBoolean(), Is.True);
    }

    [Test]
    public async Task An_answer_without_a_word_is_an_error_and_stands_in_the_conversation()
    {
        var ada = await Server.SignUp();
        var id = await Begin(ada);
        Models.Otherwise = _ => FakeAnswer.Says("");
        await ada.Client.PostJson(Path, new { model_id = "llama2:7b", prompt = "Hi" }).ShouldFail(503, "EMPTY_ANSWER");
        foreach (var path in (string[])[Path, Path + "/stream"])
            await ada.Client.PostJson(path, new { model_id = "llama2:7b", prompt = "Hi", conversation_id = id }).ShouldFail(503, "EMPTY_ANSWER");
        Assert.That((await ada.Messages(id)).Select(m => m.GetProperty("metadata").ValueKind == JsonValueKind.Null ? "" : m.GetProperty("metadata").Text("error_code")),
            Is.EqualTo(new[] { "", "EMPTY_ANSWER", "", "EMPTY_ANSWER" }));

        // Without a conversation the stream has begun by then.
        using var events = await TypedStream.Open(ada.Client, new { model_id = "llama2:7b", prompt = "Hi" });
        await events.Next("start");
        Assert.That((await events.Rest()).Single().GetProperty("metadata").Text("code"), Is.EqualTo("EMPTY_ANSWER"));
    }

    [Test]
    public async Task Title_and_prompt_of_a_conversation_are_changed_as_they_are_replaced()
    {
        var ada = await Server.SignUp();
        var id = await Begin(ada);
        var changed = await ada.Client.PatchJson($"/conversations/{id}", new { title = "Other", system_prompt = "You are a cook." }).ShouldBeOk();
        Assert.That((changed.Text("title"), changed.Text("system_prompt"), changed.Text("model_id")), Is.EqualTo(("Other", "You are a cook.", "ollama:llama2:7b")));
    }

    private static async Task<int> Begin(TestUser user) => (await user.Client.PostJson("/conversations", new
    {
        title = "Poems", model_id = "ollama:llama2:7b", system_prompt = "You are a poet.", with_ai = false,
    }).ShouldBeOk()).Id();
}
