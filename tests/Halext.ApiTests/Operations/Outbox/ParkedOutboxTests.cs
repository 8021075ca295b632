using Halext.ApiTests.Messaging.Notifications;
using Halext.TestKit;

namespace Halext.ApiTests.Operations.Outbox;

public sealed class ParkedOutboxTests
{
    [Test]
    public async Task Admins_see_what_was_parked_newest_first_and_never_what_it_holds()
    {
        await using var server = await TestServer.Start();
        var admin = await Admin(server);
        var ids = new[] { await Park(server, "A"), await Park(server, "B"), await Park(server, "C") };
        await server.Sql("INSERT INTO outbox (type, stream, payload, created_at, available_at, attempts) VALUES ('Waiting', 's', '{}', now(), '2999-01-01', 3)");
        var parked = (await admin.Client.Get("/admin/outbox").ShouldBeOk()).EnumerateArray().ToList();
        Assert.That(parked.Select(p => p.GetProperty("id").GetInt64()), Is.EqualTo(ids.Reverse()));
        Assert.That(parked[0].EnumerateObject().Select(p => p.Name), Is.EqualTo(new[] { "id", "type", "stream", "attempts", "error", "occurred_at", "parked_at" }));
        Assert.That(parked[0].GetRawText(), Does.Not.Contain("secret"));
        Assert.That(
            (parked[0].GetProperty("type").GetString(), parked[0].GetProperty("stream").GetString(), parked[0].GetProperty("attempts").GetInt32(),
                parked[0].GetProperty("error").GetString(), parked[0].GetProperty("occurred_at").GetString()),
            Is.EqualTo(("C", "poison", 10, "Exception: no", "2026-03-01T09:00:00Z")));

        var behind = await admin.Client.Get($"/admin/outbox?before={ids[2]}&limit=1").ShouldBeOk();
        Assert.That(behind.EnumerateArray().Single().GetProperty("id").GetInt64(), Is.EqualTo(ids[1]));
        await admin.Client.Get("/admin/outbox?limit=101").ShouldFail(422, "VALIDATION_ERROR", "limit");
    }

    [Test]
    public async Task What_is_retried_is_handed_over_again_and_parked_again_when_it_keeps_failing()
    {
        await using var server = await TestServer.Start();
        var admin = await Admin(server);
        var (ada, bob) = (await server.SignUp("ada"), await server.SignUp("bob"));
        var conversation = (await ada.Client.PostJson("/conversations/", new { title = "t", with_ai = false, participant_usernames = new[] { bob.Username } }).ShouldBeOk())
            .GetProperty("id").GetInt32();
        await server.Settle();
        var good = await Park(server, "ConversationChanged", $$"""{"ConversationId":{{conversation}}}""");
        var poison = await Park(server, "NeverHeardOf");
        await using var socket = await TestSocket.Connect(server, $"/ws/{conversation}", bob.AccessToken);
        await socket.Receive("connection");

        await admin.Client.PostJson($"/admin/outbox/{good}/retry", new { }).ShouldBeNoContent();
        await socket.Receive("conversation_updated");
        await admin.Client.PostJson($"/admin/outbox/{poison}/retry", new { }).ShouldBeNoContent();
        await Eventually.True(async () => (int)(await server.Sql($"SELECT attempts FROM outbox WHERE id = {poison}"))! == 1);
        await Eventually.True(async () => (await admin.Client.Get("/admin/outbox").ShouldBeOk()).GetArrayLength() == 0);
        await admin.Client.PostJson($"/admin/outbox/{poison}/retry", new { }).ShouldFail(404, "RESOURCE_NOT_FOUND");
        await admin.Client.PostJson($"/admin/outbox/{good}/retry", new { }).ShouldFail(404, "RESOURCE_NOT_FOUND");
    }

    [Test]
    public async Task What_is_dropped_is_gone_and_what_still_waits_cannot_be()
    {
        await using var server = await TestServer.Start();
        var admin = await Admin(server);
        var id = await Park(server, "A");
        await admin.Client.Delete($"/admin/outbox/{id}").ShouldBeNoContent();
        await admin.Client.Delete($"/admin/outbox/{id}").ShouldFail(404, "RESOURCE_NOT_FOUND");
        var waiting = await server.Sql(
            "INSERT INTO outbox (type, stream, payload, created_at, available_at, attempts) VALUES ('Waiting', 's', '{}', now(), '2999-01-01', 3) RETURNING id");
        await admin.Client.Delete($"/admin/outbox/{waiting}").ShouldFail(404, "RESOURCE_NOT_FOUND");
        Assert.That(await server.Sql("SELECT count(*) FROM outbox"), Is.EqualTo(1));
    }

    private static async Task<TestUser> Admin(TestServer server)
    {
        var admin = await server.SignUp("admin");
        await server.MakeAdmin(admin);
        return admin;
    }

    private static async Task<long> Park(TestServer server, string type, string payload = """{"secret":1}""") => (long)(await server.Sql(
        $"""
        INSERT INTO outbox (type, stream, payload, created_at, available_at, attempts, error, parked_at)
        VALUES ('{type}', 'poison', '{payload}', '2026-03-01T09:00:00Z', '2026-03-01T09:00:00Z', 10, 'Exception: no', '2026-03-01T10:00:00Z') RETURNING id
        """))!;
}
