using Halext.TestKit;

namespace Halext.ApiTests.Messaging.Notifications;

public sealed class ConversationNotificationTests : ApiTest
{
    [Test]
    public async Task Unread_messages_are_one_notification_that_the_last_one_tells_of()
    {
        var (ada, bob, eve) = (await Server.SignUp("ada"), await Server.SignUp("bob"), await Server.SignUp("eve"));
        var room = await ada.Begin(bob, eve);
        for (var i = 1; i <= 3; i++)
            await ada.Post(room, $"Number {i}");
        var last = await ada.Post(room, "Dinner\n\tat eight? {{title}} \u202Eevil");
        await Server.Settle();

        foreach (var reader in new[] { bob, eve })
        {
            var told = (await reader.Notifications()).Single();
            Assert.That(
                (told.Text("kind"), told.Text("title"), told.Text("body"), told.GetProperty("count").GetInt32()),
                Is.EqualTo(("message", $"{ada.Username} in t", "Dinner at eight? {{title}} evil", 4)));
            Assert.That(
                (told.GetProperty("data").GetProperty("conversation_id").GetInt32(), told.GetProperty("data").GetProperty("message_id").GetInt32()),
                Is.EqualTo((room, last.Id())));
            Assert.That(await reader.UnreadNotifications(), Is.EqualTo(1));
        }

        Assert.That(await ada.Notifications(), Is.Empty, "nobody is told what they wrote");
    }

    [Test]
    public async Task Reading_the_conversation_reads_its_notification_and_the_next_message_renews_it()
    {
        var (ada, bob) = (await Server.SignUp("ada"), await Server.SignUp("bob"));
        var room = await ada.Begin(bob);
        var first = await ada.Post(room, "One");
        await ada.Post(room, "Two");
        await Server.Settle();
        var other = await Server.Notify(bob);
        await using var phone = await TestSocket.Connect(Server, "/v1/realtime/ws", bob.AccessToken);
        await phone.Receive("connection");

        await bob.Client.PostJson($"/messages/{first.Id()}/read", new { }).ShouldBeNoContent();
        await Server.Settle();
        Assert.That(await bob.UnreadNotifications(), Is.EqualTo(2), "there is a second message");
        await bob.Client.PostJson($"/messages/conversations/{room}/read", new { }).ShouldBeNoContent();
        var read = await phone.ReceiveEvent("notification_read");
        var told = (await bob.Notifications()).Last();
        Assert.That(read.GetProperty("ids")[0].GetInt32(), Is.EqualTo(told.Id()));
        Assert.That(told.GetProperty("is_read").GetBoolean(), Is.True);

        await ada.Post(room, "Three");
        var pushed = await phone.ReceiveEvent("notification");
        Assert.That(
            (pushed.Id(), pushed.Text("body"), pushed.GetProperty("count").GetInt32(), pushed.GetProperty("is_read").GetBoolean(), pushed.GetProperty("silent").GetBoolean(),
                pushed.GetProperty("unread_count").GetInt32()),
            Is.EqualTo((told.Id(), "Three", 1, false, false, 2)));
        Assert.That((await bob.Notifications()).Select(n => n.Id()), Is.EqualTo(new[] { told.Id(), other }), "it is the newest again");

        // An answer means that what was there is read.
        await bob.Post(room, "Four");
        Assert.That((await phone.ReceiveEvent("notification_read")).GetProperty("ids")[0].GetInt32(), Is.EqualTo(told.Id()));
    }

    [Test]
    public async Task Hearing_of_the_same_messages_again_changes_nothing()
    {
        var (ada, bob) = (await Server.SignUp("ada"), await Server.SignUp("bob"));
        var room = await ada.Begin(bob);
        var message = await ada.Post(room, "One");
        await Server.Settle();
        var told = (await bob.Notifications()).Single();
        await bob.Client.PostJson($"/notifications/{told.Id()}/read", new { }).ShouldBeNoContent();
        await Again();
        Assert.That((await bob.Notifications()).Single().GetProperty("is_read").GetBoolean(), Is.True);

        Task Again() => Repeat("MessagePosted", $"conversation:{room}", $$"""{"ConversationId":{{room}},"MessageId":{{message.Id()}},"AuthorId":{{ada.Id}}}""");
    }

    [Test]
    public async Task Whoever_has_the_room_open_is_not_told_and_is_again_when_they_have_left()
    {
        var (ada, bob, eve) = (await Server.SignUp("ada"), await Server.SignUp("bob"), await Server.SignUp("eve"));
        var room = await ada.Begin(bob, eve);
        await using (var socket = await TestSocket.Connect(Server, $"/ws/{room}", bob.AccessToken))
        {
            await socket.Receive("connection");
            await ada.Post(room, "One");
            await socket.Receive("message");
            await Server.Settle();
            Assert.That((await bob.UnreadNotifications(), await eve.UnreadNotifications()), Is.EqualTo((0, 1)));
        }

        await Eventually.True(async () => (long)(await Server.Sql($"SELECT count(*) FROM room_visits WHERE conversation_id = {room}"))! == 0);
        await ada.Post(room, "Two");
        await Server.Settle();
        Assert.That((await bob.Notifications()).Single().Text("body"), Is.EqualTo("Two"));
    }

    [Test]
    public async Task Whoever_asked_the_assistant_is_told_of_its_answer_unless_they_see_the_room()
    {
        var (ada, bob) = (await Server.SignUp("ada"), await Server.SignUp("bob"));
        var made = await ada.Client.PostJson("/conversations/", new { title = "t", mode = "group", with_ai = true, participant_usernames = new[] { bob.Username } }).ShouldBeOk();
        await using (var socket = await TestSocket.Connect(Server, $"/ws/{made.Id()}", ada.AccessToken))
        {
            await socket.Receive("connection");
            await ada.Post(made.Id(), "Seen?");
            await Server.Settle();
            Assert.That(await ada.Notifications(), Is.Empty);
        }

        await Eventually.True(async () => (long)(await Server.Sql($"SELECT count(*) FROM room_visits WHERE conversation_id = {made.Id()}"))! == 0);
        await ada.Post(made.Id(), "Unseen?");
        await Server.Settle();
        Assert.That((await ada.Notifications()).Single().Text("title"), Is.EqualTo("Assistant in t"));
    }

    [Test]
    public async Task What_is_changed_or_deleted_is_not_kept_in_notifications()
    {
        var (ada, bob) = (await Server.SignUp("ada"), await Server.SignUp("bob"));
        var room = await ada.Begin(bob);
        await using var phone = await TestSocket.Connect(Server, "/v1/realtime/ws", bob.AccessToken);
        await phone.Receive("connection");
        var message = await ada.Post(room, "My password is 1234");
        Assert.That((await phone.ReceiveEvent("notification")).Text("body"), Does.Contain("1234"));
        await ada.Client.PutJson($"/messages/{message.Id()}", new { content = "Hello" }).ShouldBeOk();
        var corrected = await phone.ReceiveEvent("notification");
        Assert.That((corrected.Text("body"), corrected.GetProperty("silent").GetBoolean()), Is.EqualTo(("Hello", true)));
        await ada.Client.Delete($"/messages/{message.Id()}").ShouldBeNoContent();
        Assert.That((await phone.ReceiveEvent("notification")).Text("body"), Is.EqualTo("This message was deleted."));
    }

    [Test]
    public async Task Whoever_is_taken_in_is_told_and_whoever_goes_keeps_nothing()
    {
        var (ada, bob, eve) = (await Server.SignUp("ada"), await Server.SignUp("bob"), await Server.SignUp("eve"));
        var room = await ada.Begin(bob);
        await ada.Client.PostJson($"/conversations/{room}/participants", new { usernames = new[] { eve.Username } }).ShouldBeNoContent();
        await ada.Post(room, "Hello");
        await Server.Settle();
        Assert.That((await eve.Notifications()).Select(n => (n.Text("kind"), n.Text("title"))), Is.EqualTo(new[] { ("message", $"{ada.Username} in t"), ("system", "You were added to “t”") }));

        await ada.Client.Delete($"/conversations/{room}/participants/{eve.Username}").ShouldBeNoContent();
        await Server.Settle();
        Assert.That((await eve.Notifications()).Count, Is.Zero);
        Assert.That((await bob.Notifications()).Count, Is.EqualTo(1));
        await ada.Client.Delete($"/conversations/{room}").ShouldBeNoContent();
        await Server.Settle();
        Assert.That((await bob.Notifications()).Count, Is.Zero);
    }

    [Test]
    public async Task What_nobody_wants_to_hear_of_is_not_made_and_what_comes_in_quiet_hours_is_silent()
    {
        var (ada, bob, eve) = (await Server.SignUp("ada"), await Server.SignUp("bob"), await Server.SignUp("eve"));
        await bob.Client.PutJson("/notifications/preferences", new { kinds = new { message = false } }).ShouldBeOk();

        // The clock of these tests stands at about 09:00 UTC, which is about 18:00 in Tokyo.
        await eve.Client.PutJson("/notifications/preferences", new { quiet_hours_start = "17:00", quiet_hours_end = "04:00", time_zone = "Asia/Tokyo" }).ShouldBeOk();
        var room = await ada.Begin(bob, eve);
        await using var phone = await TestSocket.Connect(Server, "/v1/realtime/ws", eve.AccessToken);
        await phone.Receive("connection");
        await ada.Post(room, "Hello");
        var pushed = await phone.ReceiveEvent("notification");
        Assert.That((pushed.GetProperty("silent").GetBoolean(), pushed.GetProperty("unread_count").GetInt32()), Is.EqualTo((true, 1)));
        await Server.Settle();
        Assert.That((await bob.UnreadNotifications(), await eve.UnreadNotifications()), Is.EqualTo((0, 1)));
    }

    [Test]
    public async Task A_shared_event_is_told_once_and_only_to_those_who_are_new()
    {
        var (ada, bob, eve) = (await Server.SignUp("ada"), await Server.SignUp("bob"), await Server.SignUp("eve"));
        var made = await ada.Client.PostJson("/events/", new
        {
            title = "Dentist", start_time = "2026-03-02T09:00:00Z", end_time = "2026-03-02T10:00:00Z", recurrence_type = "daily", shared_with = new[] { bob.Username },
        }).ShouldBeOk();
        await Server.Settle();
        var told = (await bob.Notifications()).Single();
        Assert.That(
            (told.Text("kind"), told.Text("title"), told.GetProperty("data").GetProperty("event_id").GetInt32()),
            Is.EqualTo(("system", $"{ada.Username} shared “Dentist” with you", made.Id())));

        await ada.Client.PutJson($"/events/{made.Id()}/share", new { shared_with = new[] { bob.Username, eve.Username } }).ShouldBeOk();
        await ada.Client.PatchJson($"/events/{made.Id()}", new { title = "Doctor", shared_with = new[] { bob.Username } }).ShouldBeOk();
        await Repeat("EventShared", $"event:{made.Id()}", $$"""{"EventId":{{made.Id()}},"UserId":{{bob.Id}}}""");
        Assert.That(((await bob.Notifications()).Count, (await eve.Notifications()).Count, (await ada.Notifications()).Count), Is.EqualTo((1, 0, 0)), "who does not see it any more keeps nothing of it");
    }

    [Test]
    public async Task What_is_gone_when_it_is_heard_of_is_passed_over()
    {
        var (ada, bob) = (await Server.SignUp("ada"), await Server.SignUp("bob"));
        var room = await ada.Begin(bob);
        var message = await ada.Post(room, "Hello");
        await Server.Settle();
        const string nobody = "2000000000";
        await Server.Sql($$"""
            INSERT INTO outbox (type, stream, payload, created_at, available_at, attempts) VALUES
            ('MessagePosted', 'gone', '{"ConversationId":{{nobody}},"MessageId":{{nobody}},"AuthorId":{{nobody}}}', now(), '2026-03-02T09:00:00Z', 0),
            ('MessagePosted', 'gone', '{"ConversationId":{{room}},"MessageId":{{message.Id()}},"AuthorId":{{nobody}}}', now(), '2026-03-02T09:00:00Z', 0),
            ('MessagesRead', 'gone', '{"ConversationId":{{nobody}},"UserId":{{nobody}},"MessageId":{{nobody}}}', now(), '2026-03-02T09:00:00Z', 0),
            ('MessageDeleted', 'gone', '{"ConversationId":{{room}},"MessageId":{{nobody}}}', now(), '2026-03-02T09:00:00Z', 0),
            ('MessageEdited', 'gone', '{"ConversationId":{{nobody}},"MessageId":{{nobody}}}', now(), '2026-03-02T09:00:00Z', 0),
            ('ParticipantAdded', 'gone', '{"ConversationId":{{room}},"UserId":{{nobody}}}', now(), '2026-03-02T09:00:00Z', 0),
            ('ParticipantRemoved', 'gone', '{"ConversationId":{{nobody}},"UserId":{{nobody}}}', now(), '2026-03-02T09:00:00Z', 0),
            ('ConversationDeleted', 'gone', '{"ConversationId":{{nobody}}}', now(), '2026-03-02T09:00:00Z', 0),
            ('EventShared', 'gone', '{"EventId":{{nobody}},"UserId":{{bob.Id}}}', now(), '2026-03-02T09:00:00Z', 0),
            ('NotificationMade', 'gone', '{"UserId":{{nobody}},"NotificationId":{{nobody}},"IsSilent":false}', now(), '2026-03-02T09:00:00Z', 0),
            ('NotificationRead', 'gone', '{"UserId":{{nobody}},"NotificationId":{{nobody}}}', now(), '2026-03-02T09:00:00Z', 0),
            ('AllNotificationsRead', 'gone', '{"UserId":{{nobody}},"UpTo":{{nobody}}}', now(), '2026-03-02T09:00:00Z', 0),
            ('NotificationDeleted', 'gone', '{"UserId":{{nobody}},"NotificationId":{{nobody}}}', now(), '2026-03-02T09:00:00Z', 0)
            """);
        await Server.Sql("SELECT pg_notify('halext_outbox', '')");
        await Eventually.True(async () => (long)(await Server.Sql("SELECT count(*) FROM outbox WHERE stream = 'gone' AND attempts = 0"))! == 0);
        Assert.That(await Server.Sql("SELECT string_agg(type || ': ' || error, E'\\n') FROM outbox WHERE stream = 'gone'"), Is.EqualTo(DBNull.Value));

        // An account that goes takes its notifications along, and leaves nothing behind that fails.
        var eve = await Server.SignUp("eve");
        var last = await ada.Begin(eve);
        await ada.Post(last, "Hello");
        await eve.Client.Delete("/users/me/").ShouldBeNoContent();
        await ada.Post(last, "Are you there?");
        await Server.Settle();
        Assert.That(await Server.Sql($"SELECT count(*) FROM notifications WHERE user_id = {eve.Id}"), Is.Zero);
        Assert.That(await Server.Sql($"SELECT count(*) FROM outbox WHERE error IS NOT NULL AND stream LIKE '%:{last}'"), Is.Zero);
    }

    [Test]
    public async Task Only_the_newest_are_kept()
    {
        var (ada, bob) = (await Server.SignUp("ada"), await Server.SignUp("bob"));
        await Server.Sql($"""
            INSERT INTO notifications (user_id, kind, key, revision, title, data, count, position, created_at, updated_at)
            SELECT {bob.Id}, 'System', 'filled:' || i, 0, 'Look', '{'{'}{'}'}', 1, nextval('notification_positions'), now(), now() FROM generate_series(1, 1005) i
            """);
        var room = await ada.Begin(bob);
        await ada.Post(room, "Hello");
        await Server.Settle();
        Assert.That(await Server.Sql($"SELECT count(*) FROM notifications WHERE user_id = {bob.Id}"), Is.EqualTo(1_000));
        Assert.That((await bob.Notifications("?limit=1")).Single().Text("kind"), Is.EqualTo("message"));
        Assert.That(await Server.Sql($"SELECT count(*) FROM notifications WHERE user_id = {bob.Id} AND key IN ('filled:6', 'filled:7')"), Is.EqualTo(1));
    }

    /// <summary>Hands something that has happened to its reactions once more, as after a crash.</summary>
    private async Task Repeat(string type, string stream, string payload)
    {
        await Server.Sql($"INSERT INTO outbox (type, stream, payload, created_at, available_at, attempts) VALUES ('{type}', '{stream}', '{payload}', now(), '2026-03-02T09:00:00Z', 0)");
        await Server.Sql("SELECT pg_notify('halext_outbox', '')");
        await Server.Settle();
    }
}
