using Halext.ApiTests.Messaging;
using Halext.TestKit;
using Halext.TestKit.FakeModels;

namespace Halext.ApiTests.Workbench.Completions;

public sealed class CompletionStreamTests : WorkbenchTest
{
    [TestCase("/chat/completions/stream", false)]
    [TestCase("/chat/stream", false)]
    [TestCase("/chat/completions", true)]
    public async Task The_events_tell_the_answer_from_its_start_to_its_end(string path, bool stream)
    {
        var ada = await Server.SignUp();
        Models.Answer(FakeAnswer.Says("Gr\u00fc\u00dfe,\n", "\U0001F389").Counts(12, 3));
        using var events = await TypedStream.Open(
            ada.Client, new { model_id = "llama2:7b", prompt = "Hi", stream, stream_delay = 0.05, include_thinking = true, format_markdown = false }, path);
        var start = (await events.Next("start")).GetProperty("metadata");
        var rest = await events.Rest();
        var chunks = rest.Where(e => e.Text("type") == "chunk").ToList();
        var (metadata, end) = (rest[^2].GetProperty("metadata"), rest[^1].GetProperty("metadata"));
        using (Assert.EnterMultipleScope())
        {
            Assert.That((start.Text("model_id"), start.Text("model_name")), Is.EqualTo(("ollama:llama2:7b", "llama2:7b")));
            Assert.That(start.GetProperty("conversation_id").ValueKind, Is.EqualTo(System.Text.Json.JsonValueKind.Null));
            Assert.That(string.Concat(chunks.Select(c => c.Text("content"))), Is.EqualTo("Gr\u00fc\u00dfe,\n\U0001F389"));
            Assert.That(chunks.Select(c => c.GetProperty("metadata").GetProperty("chunk_index").GetInt32()), Is.EqualTo(Enumerable.Range(0, chunks.Count)));
            Assert.That(chunks[^1].GetProperty("metadata").GetProperty("total_length").GetInt32(), Is.EqualTo(9));
            Assert.That(rest.Skip(chunks.Count).Select(e => e.Text("type")), Is.EqualTo(new[] { "metadata", "end" }));
            Assert.That(metadata.GetProperty("total_tokens").GetInt32(), Is.EqualTo(15));
            Assert.That(metadata.Text("full_response"), Is.EqualTo("Gr\u00fc\u00dfe,\n\U0001F389"));
            Assert.That(metadata.GetProperty("duration_ms").GetInt64(), Is.Not.Negative);
            Assert.That((end.Text("stream_id"), end.Text("status")), Is.EqualTo((start.Text("stream_id"), "completed")));
            Assert.That(rest[0].Text("timestamp"), Is.EqualTo("2026-03-02T09:00:00Z"));
            Assert.That(events.Response.Headers.GetValues("X-Halext-AI-Model"), Is.EqualTo(new[] { "ollama:llama2:7b" }));
        }
    }

    [Test]
    public async Task In_a_conversation_both_messages_are_kept_and_named()
    {
        var ada = await Server.SignUp();
        var id = await ada.Begin();
        Models.Answer(FakeAnswer.Says("One", " two").Counts(12, 3));
        using var events = await TypedStream.Open(ada.Client, new { model_id = "ollama:llama2:7b", prompt = "Count", conversation_id = id });
        Assert.That((await events.Next("start")).GetProperty("metadata").GetProperty("conversation_id").GetInt32(), Is.EqualTo(id));
        var rest = await events.Rest();
        Assert.That(string.Concat(rest.Where(e => e.Text("type") == "chunk").Select(c => c.Text("content"))), Is.EqualTo("One two"));
        Assert.That(rest[^2].GetProperty("metadata").GetProperty("total_tokens").GetInt32(), Is.EqualTo(15));
        var messages = await ada.Messages(id);
        Assert.That(messages.Contents(), Is.EqualTo(new[] { "Count", "One two" }));
        Assert.That(rest[^1].GetProperty("metadata").GetProperty("message_id").GetInt32(), Is.EqualTo(messages[1].Id()));
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task Its_owner_cancels_it_on_any_node_and_nobody_else_does(bool inConversation)
    {
        var other = await StartNode();
        var (ada, eve) = (await Server.SignUp("ada"), await Server.SignUp("eve"));
        var id = await ada.Begin(eve);
        Models.Answer(Endless("Half "));
        using var events = await TypedStream.Open(
            ada.Client, new { model_id = "ollama:llama2:7b", prompt = "Go on", conversation_id = inConversation ? id : (int?)null });
        var stream = (await events.Next("start")).GetProperty("metadata").Text("stream_id");
        Assert.That((await events.Next("chunk")).Text("content"), Is.EqualTo("Half "));

        using var elsewhere = new TestClient(other.Address).Bearer(ada.AccessToken);
        using var strangers = new TestClient(other.Address).Bearer(eve.AccessToken);
        var active = (await elsewhere.Get("/chat/stream/active").ShouldBeOk()).GetProperty("active_streams");
        Assert.That(active.EnumerateArray().Select(s => s.Text("stream_id")), Is.EqualTo(new[] { stream }));
        Assert.That((await strangers.Get("/chat/stream/active").ShouldBeOk()).GetProperty("count").GetInt32(), Is.Zero);
        await strangers.PostJson($"/chat/stream/{stream}/cancel", new { }).ShouldFail(404, "RESOURCE_NOT_FOUND");
        await Server.Anonymous().PostJson($"/chat/stream/{stream}/cancel", new { }).ShouldFail(401, "UNAUTHORIZED");
        Assert.That(Chat(0).Gone.IsCompleted, Is.False);

        Assert.That((await elsewhere.PostJson($"/chat/stream/{stream}/cancel", new { }).ShouldBeOk()).Text("status"), Is.EqualTo("cancelled"));
        var rest = await events.Rest();
        Assert.That(rest.Select(e => e.Text("type")), Is.EqualTo(new[] { "cancel" }));
        await Eventually.True(() => Chat(0).Gone.IsCompleted);
        await elsewhere.PostJson($"/chat/stream/{stream}/cancel", new { }).ShouldFail(404, "RESOURCE_NOT_FOUND");
        Assert.That((await elsewhere.Get("/chat/stream/active").ShouldBeOk()).GetProperty("count").GetInt32(), Is.Zero);
        if (!inConversation)
            return;
        var answer = (await ada.Messages(id))[^1];
        Assert.That((answer.Text("content"), answer.GetProperty("metadata").GetProperty("partial").GetBoolean()), Is.EqualTo(("Half ", true)));
        Assert.That(answer.GetProperty("tokens").GetInt32(), Is.Positive, "what came was paid for");
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task What_breaks_off_behind_the_first_chunk_is_an_event(bool inConversation)
    {
        var ada = await Server.SignUp();
        var id = await ada.Begin();
        Models.Answer(FakeAnswer.Says("Half").ThenReportsAnError());
        using var events = await TypedStream.Open(
            ada.Client, new { model_id = "ollama:llama2:7b", prompt = "Go on", conversation_id = inConversation ? id : (int?)null });
        await events.Next("start");
        var rest = await events.Rest();
        Assert.That(rest.Select(e => e.Text("type")), Is.EqualTo(new[] { "chunk", "error" }));
        Assert.That(rest[1].GetProperty("metadata").Text("error_code"), Is.EqualTo("STREAMING_ERROR"));
        Assert.That(rest[1].Text("content"), Is.Not.Empty);
        if (inConversation)
            Assert.That((await ada.Messages(id))[1].GetProperty("metadata").GetProperty("partial").GetBoolean(), Is.True);
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task An_answer_that_was_cut_says_so_in_the_end(bool inConversation)
    {
        var ada = await Server.SignUp();
        var id = await ada.Begin();
        Models.Answer(FakeAnswer.Says("Half").IsTooLong(), FakeAnswer.Says("All."));
        foreach (var isCut in (bool[])[true, false])
        {
            using var events = await TypedStream.Open(
                ada.Client, new { model_id = "ollama:llama2:7b", prompt = "Go on", conversation_id = inConversation ? id : (int?)null });
            await events.Next("start");
            var rest = await events.Rest();
            Assert.That(rest.TakeLast(2).Select(e => (e.Text("type"), e.GetProperty("metadata").GetProperty("partial").GetBoolean())),
                Is.EqualTo(new[] { ("metadata", isCut), ("end", isCut) }));
        }
    }

    [Test]
    public async Task Without_a_conversation_the_models_work_ends_with_its_listener()
    {
        var ada = await Server.SignUp();
        Models.Answer(Endless("Half "));
        var events = await TypedStream.Open(ada.Client, new { model_id = "ollama:llama2:7b", prompt = "Go on" });
        await events.Next("start");
        await events.Next("chunk");
        events.Dispose();
        await Eventually.True(() => Chat(0).Gone.IsCompleted);
        await Eventually.True(async () => (await ada.Client.Get("/chat/stream/active").ShouldBeOk()).GetProperty("count").GetInt32() == 0);
    }

    [Test]
    public async Task In_a_conversation_the_answer_goes_on_without_its_listener()
    {
        var ada = await Server.SignUp();
        var id = await ada.Begin();
        Models.Answer(FakeAnswer.Says("One ", "two ", "three ", "four").Every(TimeSpan.FromMilliseconds(150)));
        var events = await TypedStream.Open(ada.Client, new { model_id = "ollama:llama2:7b", prompt = "Count", conversation_id = id });
        await events.Next("start");
        events.Dispose();
        await Eventually.True(async () => (await ada.Messages(id)).Count == 2);
        var answer = (await ada.Messages(id))[1];
        Assert.That((answer.Text("content"), answer.GetProperty("metadata").GetProperty("partial").GetBoolean()), Is.EqualTo(("One two three four", false)));
    }

    [Test]
    public async Task What_a_dead_node_left_behind_is_no_stream_after_its_lifetime()
    {
        var ada = await Server.SignUp();
        Models.Answer(Endless("Half "));
        using var events = await TypedStream.Open(ada.Client, new { model_id = "ollama:llama2:7b", prompt = "Go on" });
        var stream = (await events.Next("start")).GetProperty("metadata").Text("stream_id");
        Server.Clock.Advance(TimeSpan.FromMinutes(16));
        Assert.That((await ada.Client.Get("/chat/stream/active").ShouldBeOk()).GetProperty("count").GetInt32(), Is.Zero);
        await ada.Client.PostJson($"/chat/stream/{stream}/cancel", new { }).ShouldFail(404, "RESOURCE_NOT_FOUND");
    }
}
