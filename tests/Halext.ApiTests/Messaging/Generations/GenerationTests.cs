using System.Net.ServerSentEvents;
using System.Text.Json;
using Halext.ApiTests.Assistant;
using Halext.Application.Assistant;
using Halext.Domain.Common;
using Halext.TestKit;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Halext.ApiTests.Messaging.Generations;

/// <summary>Answers of the assistant in conversations, on two nodes.</summary>
public sealed class GenerationTests
{
    private readonly ScriptedAssistant _assistant = new(usual: null);
    private TestServer _a = null!;
    private TestServer _b = null!;

    [OneTimeSetUp]
    public async Task StartTwoNodes()
    {
        _a = await TestServer.Start(configure: b => b.Services.AddSingleton<IAssistant>(_assistant));
        _b = await TestServer.Start(connectionString: _a.ConnectionString, configure: b => b.Services.AddSingleton<IAssistant>(_assistant));
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        await _b.DisposeAsync();
        await _a.DisposeAsync();
    }

    [Test]
    public async Task A_message_comes_back_with_its_answer_and_the_room_sees_it_grow()
    {
        var (ada, bob, room) = await Room();
        await using var socket = await TestSocket.Connect(_b, $"/ws/{room}", bob.AccessToken);
        await socket.Receive("connection");
        var script = _assistant.To("Why is the sky blue?");
        var posting = Post(ada, room, "Why is the sky blue?");
        script.Say("Rayleigh ");
        Assert.That(Text(await socket.Receive("message_delta")), Is.EqualTo("Rayleigh "));
        script.Say("scattering.").End();

        var posted = await posting;
        Assert.That(posted.EnumerateArray().Select(m => (m.Text("author_type"), m.Text("content"))), Is.EqualTo(new[]
        {
            ("user", "Why is the sky blue?"), ("ai", "Rayleigh scattering."),
        }));
        var answer = posted[1];
        Assert.Multiple(() =>
        {
            Assert.That(answer.Text("model_used"), Is.EqualTo("test:scripted"));
            Assert.That(answer.GetProperty("author_id").ValueKind, Is.EqualTo(JsonValueKind.Null));
            Assert.That(answer.GetProperty("reply_to_id").GetInt32(), Is.EqualTo(posted[0].Id()));
            Assert.That(answer.GetProperty("error").ValueKind, Is.EqualTo(JsonValueKind.Null));
        });
        Assert.That((await socket.Receive("generation")).GetProperty("data").Text("state"), Is.EqualTo("completed"));
        var kept = await ada.Messages(room);
        Assert.That(kept.Contents(), Is.EqualTo(new[] { "Why is the sky blue?", "Rayleigh scattering." }));
        Assert.That(kept.Select(m => (m.GetProperty("tokens").GetInt32(), m.GetProperty("cost").GetDecimal())), Is.EqualTo(new[] { (7, 0.07m), (3, 0.06m) }));
        Assert.That(await bob.Unread(room), Is.EqualTo(2));
    }

    [Test]
    public async Task The_model_reads_the_newest_messages_with_names_and_the_conversations_prompt()
    {
        var (ada, bob, room) = await Room();
        await ada.Client.PutJson($"/conversations/{room}", new { system_prompt = "Be brief.", default_model_id = "openai:gpt-4o" }).ShouldBeOk();
        await bob.Client.PutJson($"/conversations/{room}", new { with_ai = false });
        await ada.Client.PutJson($"/conversations/{room}", new { with_ai = false }).ShouldBeOk();
        for (var i = 0; i < 60; i++)
            await (i % 2 == 0 ? ada : bob).Post(room, $"message {i}");
        await ada.Client.PutJson($"/conversations/{room}", new { with_ai = true }).ShouldBeOk();
        _assistant.To("and now?").Say("Now.").End();
        await Post(ada, room, "and now?");

        var call = _assistant.To("and now?").Call!;
        Assert.Multiple(() =>
        {
            Assert.That((call.Messages[0].Role, call.Messages[0].Text), Is.EqualTo((ChatRole.System, "Be brief.")));
            Assert.That(call.Messages, Has.Count.EqualTo(51));
            Assert.That(call.Messages[^1].Text, Is.EqualTo($"{ada.Username}: and now?"));
            Assert.That(call.Messages[^2].Text, Is.EqualTo($"{bob.Username}: message 59"));
            Assert.That(call.Model, Is.EqualTo("openai:gpt-4o"));
        });
    }

    [Test]
    public async Task A_provider_that_fails_stands_in_the_answers_place_and_is_no_part_of_the_next_question()
    {
        var (ada, _, room) = await Room();
        _assistant.To("nobody there?").Refusal = new Error("PROVIDER_UNAVAILABLE", ErrorKind.Unavailable, "The model does not answer.");
        var posted = await Post(ada, room, "nobody there?");

        Assert.That(posted.GetArrayLength(), Is.EqualTo(2));
        Assert.That(posted[1].Text("content"), Is.EqualTo("The model does not answer."));
        Assert.That(posted[1].GetProperty("error").Text("code"), Is.EqualTo("PROVIDER_UNAVAILABLE"));
        Assert.That((await ada.Messages(room)).Select(m => m.GetProperty("error").ValueKind), Is.EqualTo(new[] { JsonValueKind.Null, JsonValueKind.Object }));

        _assistant.To("once more").Say("Here.").End();
        await Post(ada, room, "once more");
        Assert.That(_assistant.To("once more").Call!.Messages.Skip(1).Select(m => m.Text), Is.EqualTo(new[] { "nobody there?", "once more" }));
    }

    [Test]
    public async Task What_breaks_in_the_middle_keeps_its_beginning_and_says_so()
    {
        var (ada, _, room) = await Room();
        _assistant.To("tell a story").Say("Once upon").Break();
        var posted = await Post(ada, room, "tell a story");

        Assert.That(posted[1].Text("content"), Is.EqualTo("Once upon\n\nThe model stopped in the middle."));
        Assert.That(posted[1].GetProperty("error").Text("message"), Is.EqualTo("The model stopped in the middle."));
        var generation = await ada.Client.Get($"/generations/{posted[0].Text("generation_id")}").ShouldBeOk();
        Assert.That((generation.Text("state"), generation.Text("content")), Is.EqualTo(("failed", "Once upon")));
    }

    [Test]
    public async Task An_answer_goes_on_without_a_listener_and_any_tab_can_attach_where_it_stopped()
    {
        var (ada, bob, room) = await Room();
        var script = _assistant.To("a long one");
        var asked = (await ada.Client.PostJson($"/conversations/{room}/messages?wait=false", new { content = "a long one" }).ShouldBeOk())[0];
        var path = $"/generations/{asked.Text("generation_id")}";
        script.Say("one ", "two ");
        await Eventually.True(async () => (await ada.Client.Get(path).ShouldBeOk()).Text("content") == "one two ");
        Assert.That((await ada.Client.Get($"/conversations/{room}/generations").ShouldBeOk()).GetArrayLength(), Is.EqualTo(1));

        // Bob on the other node has seen four characters.
        await using var events = await Follow(_b, bob, path, from: 4);
        Assert.That(await events.Next(), Is.EqualTo(("delta", "two ", "8")));
        script.Say("three \U0001F600");
        Assert.That(await events.Next(), Is.EqualTo(("delta", "three \U0001F600", "16")));
        script.End();
        var (type, _, id) = await events.Next();
        Assert.That((type, id), Is.EqualTo(("end", "16")));
        Assert.That((await ada.Messages(room)).Contents().Last(), Is.EqualTo("one two three \U0001F600"));

        // And whoever comes behind the end reads it from the message.
        await using var late = await Follow(_b, bob, path, from: 8);
        Assert.That(await late.Next(), Is.EqualTo(("delta", "three \U0001F600", "16")));
        Assert.That((await late.Next()).Type, Is.EqualTo("end"));
        Assert.That((await ada.Client.Get($"/conversations/{room}/generations").ShouldBeOk()).GetArrayLength(), Is.Zero);
    }

    [Test]
    public async Task Stopping_on_another_node_ends_the_call_and_keeps_what_there_is()
    {
        var (ada, bob, room) = await Room();
        var script = _assistant.To("stop me");
        var asked = (await ada.Client.PostJson($"/conversations/{room}/messages?wait=false", new { content = "stop me" }).ShouldBeOk())[0];
        var path = $"/generations/{asked.Text("generation_id")}";
        script.Say("half");
        await Eventually.True(async () => (await ada.Client.Get(path).ShouldBeOk()).Text("content") == "half");

        await bob.Client.Delete(path).ShouldFail(403, "FORBIDDEN");
        Assert.That(script.IsCancelled, Is.False);
        await On(_b, ada).Delete(path).ShouldBeNoContent();
        await Eventually.True(async () => (await ada.Client.Get(path).ShouldBeOk()).Text("state") == "stopped");
        Assert.That(script.IsCancelled, Is.True);
        var answer = (await ada.Messages(room))[^1];
        Assert.That((answer.Text("content"), answer.GetProperty("error").ValueKind), Is.EqualTo(("half", JsonValueKind.Null)));
        Assert.That(answer.GetProperty("metadata").GetProperty("partial").GetBoolean(), Is.True);
        await ada.Client.Delete(path).ShouldBeNoContent();
    }

    [Test]
    public async Task What_is_stopped_before_its_first_word_is_no_message()
    {
        var (ada, _, room) = await Room();
        var asked = (await ada.Client.PostJson($"/conversations/{room}/messages?wait=false", new { content = "never mind" }).ShouldBeOk())[0];
        await Eventually.True(() => _assistant.To("never mind").Call is not null);
        await ada.Client.Delete($"/generations/{asked.Text("generation_id")}").ShouldBeNoContent();
        await Eventually.True(async () => (await ada.Client.Get($"/generations/{asked.Text("generation_id")}").ShouldBeOk()).Text("state") == "stopped");
        Assert.That((await ada.Messages(room)).Contents(), Is.EqualTo(new[] { "never mind" }));
    }

    [Test]
    public async Task The_same_message_sent_again_gets_the_same_answer_and_asks_no_model_twice()
    {
        var (ada, _, room) = await Room();
        var script = _assistant.To("only once");
        var first = Post(ada, room, "only once", key: "k1");
        await Eventually.True(() => script.Call is not null);
        var call = script.Call;
        var again = Post(On(_b, ada), room, "only once", key: "k1");
        script.Say("Once.").End();

        foreach (var posted in new[] { await first, await again })
            Assert.That(posted.EnumerateArray().Select(m => m.Text("content")), Is.EqualTo(new[] { "only once", "Once." }));
        Assert.That((await Post(ada, room, "only once", key: "k1")).GetArrayLength(), Is.EqualTo(2), "also behind its end");
        Assert.That(script.Call, Is.SameAs(call));
        Assert.That(await ada.Messages(room), Has.Count.EqualTo(2));
    }

    [Test]
    public async Task The_same_message_gets_the_same_answer_also_days_later()
    {
        var (ada, _, room) = await Room();
        _assistant.To("long ago").Say("Once.").End();
        var first = await Post(ada, room, "long ago", key: "k2");
        await using var connection = new NpgsqlConnection(_a.ConnectionString);
        await connection.OpenAsync();
        await using var forget = new NpgsqlCommand("DELETE FROM generations WHERE conversation_id = $1", connection) { Parameters = { new() { Value = room } } };
        Assert.That(await forget.ExecuteNonQueryAsync(), Is.EqualTo(1));

        var again = await Post(On(_b, ada), room, "long ago", key: "k2");
        Assert.That(again.EnumerateArray().Select(m => m.Id()), Is.EqualTo(first.EnumerateArray().Select(m => m.Id())));
        Assert.That(again[1].Text("content"), Is.EqualTo("Once."));
    }

    [Test]
    public async Task Strangers_and_people_who_left_see_nothing()
    {
        var (ada, bob, room) = await Room();
        var eve = await _a.SignUp("eve");
        var script = _assistant.To("private");
        var asked = (await ada.Client.PostJson($"/conversations/{room}/messages?wait=false", new { content = "private" }).ShouldBeOk())[0];
        var path = $"/generations/{asked.Text("generation_id")}";
        foreach (var route in new[] { path, path + "/events", $"/conversations/{room}/generations" })
        {
            await eve.Client.Get(route).ShouldFail(404, "RESOURCE_NOT_FOUND");
            await _a.Anonymous().Get(route).ShouldFail(401, "UNAUTHORIZED");
        }

        await eve.Client.Delete(path).ShouldFail(404, "RESOURCE_NOT_FOUND");
        await using var events = await Follow(_b, bob, path, from: 0);
        script.Say("public ");
        Assert.That((await events.Next()).Text, Is.EqualTo("public "));

        // Who reads is told a moment behind the commit, as sockets are. It does not take another word.
        await bob.Client.Delete($"/conversations/{room}/participants/{bob.Username}").ShouldBeNoContent();
        Assert.That(await events.Next(), Is.EqualTo(("end", "", "7")));
        script.Say("secret").End();
        await Eventually.True(async () => (await ada.Client.Get(path).ShouldBeOk()).Text("state") == "completed");
        await bob.Client.Get(path).ShouldFail(404, "RESOURCE_NOT_FOUND");
        await ada.Client.Get("/generations/not-a-guid").ShouldFail(404, "RESOURCE_NOT_FOUND");
    }

    [Test]
    public async Task Who_leaves_before_the_answer_does_not_get_it_posted()
    {
        var (ada, bob, room) = await Room();
        var script = _assistant.To("bye");
        var asked = (await bob.Client.PostJson($"/conversations/{room}/messages?wait=false", new { content = "bye" }).ShouldBeOk())[0];
        await Eventually.True(() => script.Call is not null);
        await bob.Client.Delete($"/conversations/{room}/participants/{bob.Username}").ShouldBeNoContent();
        script.Say("Good bye.").End();
        await Eventually.True(async () => (await ada.Client.Get($"/generations/{asked.Text("generation_id")}").ShouldBeOk()).Text("state") == "completed");
        Assert.That((await ada.Messages(room)).Contents(), Is.EqualTo(new[] { "bye" }));
    }

    [Test]
    public async Task What_a_dead_node_left_behind_ends_with_what_there_is()
    {
        var (ada, _, room) = await Room();
        var script = _assistant.To("are you alive?");
        var asked = (await ada.Client.PostJson($"/conversations/{room}/messages?wait=false", new { content = "are you alive?" }).ShouldBeOk())[0];
        var path = $"/generations/{asked.Text("generation_id")}";
        script.Say("I am");
        await Eventually.True(async () => (await ada.Client.Get(path).ShouldBeOk()).Text("content") == "I am");

        // As if its node had not shown itself for long. The one that writes may do so once more in between: then again.
        await Eventually.True(async () =>
        {
            await using var connection = new NpgsqlConnection(_a.ConnectionString);
            await connection.OpenAsync();
            await using var command = new NpgsqlCommand("UPDATE generations SET alive_at = alive_at - interval '2 days' WHERE id = $1 AND state = 'Running'", connection)
            {
                Parameters = { new() { Value = Guid.Parse(asked.Text("generation_id")) } },
            };
            await command.ExecuteNonQueryAsync();
            return (await ada.Client.Get(path).ShouldBeOk()).Text("state") == "failed";
        });
        var answer = (await ada.Messages(room))[^1];
        Assert.That(answer.Text("content"), Does.StartWith("I am\n\n"));
        Assert.That(answer.GetProperty("error").Text("code"), Is.EqualTo("ANSWER_INTERRUPTED"));

        // The one that writes after all is told to stop, and ends nothing twice.
        await Eventually.True(() => script.IsCancelled);
        Assert.That(await ada.Messages(room), Has.Count.EqualTo(2));
    }

    [Test]
    public async Task A_server_that_stops_ends_its_answers_first()
    {
        var node = await TestServer.Start(connectionString: _a.ConnectionString, configure: b => b.Services.AddSingleton<IAssistant>(_assistant));
        var (ada, _, room) = await Room();
        var script = _assistant.To("going down");
        await On(node, ada).PostJson($"/conversations/{room}/messages?wait=false", new { content = "going down" }).ShouldBeOk();
        script.Say("not yet");
        await Eventually.True(() => script.Call is not null);
        await node.DisposeAsync();
        var answer = (await ada.Messages(room))[^1];
        Assert.That((answer.Text("author_type"), answer.GetProperty("error").Text("code")), Is.EqualTo(("ai", "ANSWER_INTERRUPTED")));
    }

    [Test]
    public async Task Long_answers_and_odd_characters_arrive_whole()
    {
        var (ada, _, room) = await Room();
        var text = string.Concat(Enumerable.Repeat("\u00e4\"\\\n\U0001F600 ", 2_000));
        _assistant.To("much").Say(text[..777], text[777..], "a\0b", "\ud83d").End();
        var posted = await Post(ada, room, "much");
        Assert.That(posted[1].Text("content"), Is.EqualTo(text + "ab\ufffd"));
    }

    [Test]
    public async Task An_answer_that_was_cut_is_kept_as_a_beginning()
    {
        var (ada, _, room) = await Room();
        _assistant.To("all of it").Say("Half").End(ChatFinishReason.Length);
        var answer = (await Post(ada, room, "all of it"))[1];
        Assert.That((answer.Text("content"), answer.GetProperty("error").ValueKind), Is.EqualTo(("Half", JsonValueKind.Null)));
        Assert.That(answer.GetProperty("metadata").GetProperty("partial").GetBoolean(), Is.True);
        Assert.That((await ada.Messages(room))[^1].GetProperty("metadata").GetProperty("partial").GetBoolean(), Is.True);
    }

    [TestCase(false, "EMPTY_ANSWER", "The model ended without saying anything.")]
    [TestCase(true, "CONTENT_FILTERED", "The provider's content filter withheld the answer.")]
    public async Task An_answer_without_a_word_is_an_error_in_its_place(bool isFiltered, string code, string message)
    {
        var (ada, _, room) = await Room();
        _assistant.To(code).End(isFiltered ? ChatFinishReason.ContentFilter : ChatFinishReason.Stop);
        var answer = (await Post(ada, room, code))[1];
        Assert.That((answer.Text("content"), answer.GetProperty("error").Text("code")), Is.EqualTo((message, code)));
        Assert.That((await ada.Messages(room))[0].GetProperty("tokens").GetInt32(), Is.EqualTo(7), "it was paid for");
    }

    [TestCase("")]
    [TestCase("last")]
    [TestCase("-1")]
    [TestCase("99999999999")]
    public async Task What_is_no_id_of_an_event_is_the_beginning(string id)
    {
        var (ada, path, script) = await Begin($"from '{id}'");
        await using var events = await Follow(_b, ada, path, id);
        Assert.That(await events.Next(), Is.EqualTo(("delta", "one ", "4")));
        script.End();
        Assert.That((await events.Next()).Type, Is.EqualTo("end"));
    }

    [Test]
    public async Task Whoever_has_more_than_there_is_gets_what_comes()
    {
        var (ada, path, script) = await Begin("from the future");
        await using var events = await Follow(_b, ada, path, "99999");
        Assert.That((await events.Beat()).Id, Is.EqualTo("4"));
        script.Say("two");
        Assert.That(await events.Next(), Is.EqualTo(("delta", "two", "7")));
        script.End();
        Assert.That(await events.Next(), Is.EqualTo(("end", "", "7")));
    }

    [Test]
    public async Task A_person_has_ten_answers_at_once_however_many_are_asked_for()
    {
        var ada = await _a.SignUp("ada");
        var rooms = new List<int>();
        for (var i = 0; i < 30; i++)
            rooms.Add((await ada.Client.PostJson("/conversations/", new { title = $"Room {i}", participant_usernames = Array.Empty<string>() }).ShouldBeOk()).Id());
        Task<HttpResponseMessage> Ask(int room) => ada.Client.PostJson($"/conversations/{room}/messages?wait=false", new { content = $"at once {room}" });

        var posted = await Task.WhenAll(rooms.Select(Ask));
        Assert.That(posted.CountBy(r => (int)r.StatusCode).OrderBy(c => c.Key), Is.EqualTo(new[] { KeyValuePair.Create(200, 10), KeyValuePair.Create(429, 20) }));
        var running = rooms.Where((_, i) => posted[i].IsSuccessStatusCode).ToList();
        var waiting = rooms.Except(running).First();
        Assert.That(await ada.Messages(waiting), Is.Empty);

        // Where one has ended there is room for another.
        _assistant.To($"at once {running[0]}").Say("Done.").End();
        await Eventually.True(async () => (await Ask(waiting)).IsSuccessStatusCode);
        foreach (var room in running.Skip(1).Append(waiting))
            _assistant.To($"at once {room}").End();
    }

    [Test]
    public async Task An_answer_without_end_is_cut_and_says_so()
    {
        var (ada, _, room) = await Room();
        var script = _assistant.To("count to infinity");
        for (var i = 0; i < 21; i++)
            script.Say(new string('x', 10_000));
        var posted = await Post(ada, room, "count to infinity");
        Assert.That(posted[1].GetProperty("error").Text("code"), Is.EqualTo("ANSWER_TOO_LONG"));
        Assert.That(script.IsCancelled, Is.True);
    }

    private static string Text(JsonElement frame) => frame.GetProperty("data").Text("text");

    private static Task<JsonElement> Post(TestUser author, int room, string content, string? key = null) => Post(author.Client, room, content, key);

    private static Task<JsonElement> Post(TestClient author, int room, string content, string? key = null) =>
        author.PostJson($"/conversations/{room}/messages", new { content, client_message_id = key }).ShouldBeOk();

    /// <summary>Somebody's client for another node.</summary>
    private static TestClient On(TestServer node, TestUser user) => new TestClient(node.Address).Bearer(user.AccessToken);

    private static Task<Events> Follow(TestServer node, TestUser user, string path, int from) =>
        Follow(node, user, path, from.ToString(System.Globalization.CultureInfo.InvariantCulture));

    private static async Task<Events> Follow(TestServer node, TestUser user, string path, string from)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path + "/events");
        request.Headers.TryAddWithoutValidation("Last-Event-ID", from);
        var response = await On(node, user).SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.That(response.Content.Headers.ContentType?.MediaType, Is.EqualTo("text/event-stream"));
        Assert.That(response.Headers.GetValues("X-Accel-Buffering"), Is.EqualTo(new[] { "no" }));
        return new Events(response);
    }

    /// <summary>An answer of which there is one word.</summary>
    private async Task<(TestUser Ada, string Path, Dictation Script)> Begin(string question)
    {
        var (ada, _, room) = await Room();
        var script = _assistant.To(question).Say("one ");
        var asked = (await ada.Client.PostJson($"/conversations/{room}/messages?wait=false", new { content = question }).ShouldBeOk())[0];
        var path = $"/generations/{asked.Text("generation_id")}";
        await Eventually.True(async () => (await ada.Client.Get(path).ShouldBeOk()).Text("content") == "one ");
        return (ada, path, script);
    }

    private async Task<(TestUser Ada, TestUser Bob, int Room)> Room()
    {
        var (ada, bob) = (await _a.SignUp("ada"), await _a.SignUp("bob"));
        var made = await ada.Client.PostJson("/conversations/", new { title = "Room", participant_usernames = new[] { bob.Username } }).ShouldBeOk();
        return (ada, bob, made.Id());
    }

    /// <summary>A stream of server-sent events.</summary>
    private sealed class Events : IAsyncDisposable
    {
        private readonly HttpResponseMessage _response;
        private readonly IAsyncEnumerator<SseItem<string>> _items;

        public Events(HttpResponseMessage response)
        {
            _response = response;
            _items = Read(response).GetAsyncEnumerator();
        }

        /// <summary>The next event that brings something.</summary>
        public async Task<(string Type, string Text, string? Id)> Next()
        {
            while (true)
            {
                if (await Beat() is var next && (next.Text.Length > 0 || next.Type != "delta"))
                    return next;
            }
        }

        /// <summary>The next event, also an empty one.</summary>
        public async Task<(string Type, string Text, string? Id)> Beat()
        {
            Assert.That(await _items.MoveNextAsync().AsTask().WaitAsync(TimeSpan.FromMinutes(1)), Is.True, "the stream has ended");
            return (_items.Current.EventType, JsonDocument.Parse(_items.Current.Data).RootElement.Text("text"), _items.Current.EventId);
        }

        public async ValueTask DisposeAsync()
        {
            _response.Dispose();
            await Task.CompletedTask;
        }

        private static async IAsyncEnumerable<SseItem<string>> Read(HttpResponseMessage response)
        {
            await foreach (var item in SseParser.Create(await response.Content.ReadAsStreamAsync()).EnumerateAsync())
                yield return item;
        }
    }
}
