using System.Net;
using System.Text.Json;
using Halext.TestKit;

namespace Halext.ApiTests.Accounts.Deletion;

public sealed class DeletionRouteTests
{
    private const string Path = "/v1/users/me/delete-request";

    private DeletionServer _deletion = null!;

    private TestServer Server => _deletion.Server;

    [OneTimeSetUp]
    public async Task Start() => _deletion = await DeletionServer.Start();

    [OneTimeTearDown]
    public async Task Stop() => await _deletion.DisposeAsync();

    [Test]
    public async Task Asking_shows_everywhere_and_calling_off_ends_it()
    {
        var ada = await Server.SignUp("ada");
        Assert.That((await ada.Client.Get(Path).ShouldBeOk()).GetProperty("pending_deletion").ValueKind, Is.EqualTo(JsonValueKind.Null));
        Assert.That((await ada.Client.Get("/users/me/").ShouldBeOk()).GetProperty("pending_deletion").ValueKind, Is.EqualTo(JsonValueKind.Null));

        var asked = (await ada.Client.PostJson(Path, new { }).ShouldBeOk()).GetProperty("pending_deletion");
        Assert.That(
            (asked.GetProperty("requested_at").GetString(), asked.GetProperty("scheduled_for").GetString(), asked.GetProperty("days_until_deletion").GetInt32()),
            Is.EqualTo(("2026-03-02T09:00:00Z", "2026-05-31T09:00:00Z", 90)));
        var admin = await Server.SignUp("admin");
        await Server.MakeAdmin(admin);
        foreach (var shown in new[]
        {
            await ada.Client.PostJson(Path, new { }).ShouldBeOk(),
            await ada.Client.Get(Path).ShouldBeOk(),
            await ada.Client.Get("/users/me/").ShouldBeOk(),
            await ada.Client.Get("/v1/auth/me").ShouldBeOk(),
            await ada.Client.PatchJson("/users/me/", new { full_name = "Ada" }).ShouldBeOk(),
            await admin.Client.Get($"/admin/users/{ada.Id}").ShouldBeOk(),
            (await admin.Client.Get($"/admin/users?search={ada.Username}").ShouldBeOk())[0],
            await admin.Client.PutJson($"/admin/users/{ada.Id}/role", new { is_admin = false }).ShouldBeOk(),
        })
            Assert.That(shown.GetProperty("pending_deletion").GetRawText(), Is.EqualTo(asked.GetRawText()));

        // The account works as ever.
        await ada.Client.PostJson("/tasks/", new { title = "t" }).ShouldBeOk();
        await Server.Anonymous().PostJson("/auth/login", new { username = ada.Username, password = TestUser.Password }).ShouldBeOk();

        for (var i = 0; i < 2; i++)
            Assert.That((await ada.Client.PostJson(Path + "/cancel", new { }).ShouldBeOk()).GetProperty("pending_deletion").ValueKind, Is.EqualTo(JsonValueKind.Null));
        Assert.That((await ada.Client.Get("/users/me/").ShouldBeOk()).GetProperty("pending_deletion").ValueKind, Is.EqualTo(JsonValueKind.Null));
    }

    [Test]
    public async Task Deleting_the_account_in_the_learning_clients_way_is_asking()
    {
        var ada = await Server.SignUp("ada");
        await ada.Client.Delete("/v1/users/me").ShouldBeNoContent();
        Assert.That((await ada.Client.Get(Path).ShouldBeOk()).GetProperty("pending_deletion").GetProperty("days_until_deletion").GetInt32(), Is.EqualTo(90));

        // And in the organiser's way it is at once.
        await ada.Client.Delete("/users/me/").ShouldBeNoContent();
        Assert.That(await _deletion.Exists(ada), Is.False);
    }

    [Test]
    public async Task Many_who_ask_at_once_get_one_answer_and_one_letter()
    {
        var ada = await Server.SignUp("ada");
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => ada.Client.PostJson(Path, new { })));
        Assert.That(answers.Select(a => a.StatusCode), Is.All.EqualTo(HttpStatusCode.OK));
        await Eventually.True(async () => await _deletion.Ask($"SELECT settled FROM deletion_requests WHERE user_id = {ada.Id}") is "Confirmation");
        await _deletion.Round();
        Assert.That(_deletion.Mailer.To(ada), Has.Count.EqualTo(1));
    }

    [Test]
    public async Task The_token_of_the_letter_calls_it_off_without_signing_in()
    {
        var (ada, bob) = (await Server.SignUp("ada"), await Server.SignUp("bob"));
        await _deletion.Request(ada);
        await _deletion.Request(bob);
        var letter = _deletion.Mailer.To(ada).Single();
        var token = DeletionServer.TokenIn(letter);
        Assert.That(letter.Text, Does.Contain("On 31 May 2026, 09:00 UTC, in 90 days,").And.Contain(ada.Username));
        Assert.That(
            await _deletion.Ask($"SELECT string_agg(length(token_hash)::text, '') FROM deletion_tokens WHERE user_id = {ada.Id}"), Is.EqualTo("32"), "only its hash is kept");

        await Server.Anonymous().PostJson(Path + "/cancel", new { token = token[..^1] + (token[^1] == 'A' ? 'B' : 'A') }).ShouldFail(400, "CANCEL_TOKEN_INVALID", "token");
        await Server.Anonymous().PostJson(Path + "/cancel", new { token = "" }).ShouldFail(400, "CANCEL_TOKEN_INVALID", "token");
        await Server.Anonymous().PostJson(Path + "/cancel", new { token }).ShouldBeOk();
        await Server.Anonymous().PostJson(Path + "/cancel", new { token }).ShouldFail(400, "CANCEL_TOKEN_INVALID", "token");
        Assert.That((await ada.Client.Get(Path).ShouldBeOk()).GetProperty("pending_deletion").ValueKind, Is.EqualTo(JsonValueKind.Null));
        Assert.That((await bob.Client.Get(Path).ShouldBeOk()).GetProperty("pending_deletion").ValueKind, Is.EqualTo(JsonValueKind.Object), "everybody's is their own");

        // What was called off is not called off again by the old letter.
        await ada.Client.PostJson(Path, new { }).ShouldBeOk();
        await Server.Anonymous().PostJson(Path + "/cancel", new { token }).ShouldFail(400, "CANCEL_TOKEN_INVALID", "token");
    }

    [Test]
    public async Task Who_may_not_is_refused()
    {
        var (admin, ada) = (await Server.SignUp("admin"), await Server.SignUp("ada"));
        await Server.MakeAdmin(admin);
        await admin.Client.PostJson(Path, new { }).ShouldFail(400, "ADMIN_ACCOUNT");
        await admin.Client.Delete("/v1/users/me").ShouldFail(400, "ADMIN_ACCOUNT");

        var nobody = Server.Anonymous();
        await nobody.Get(Path).ShouldFail(401, "UNAUTHORIZED");
        await nobody.PostJson(Path, new { }).ShouldFail(401, "UNAUTHORIZED");
        await nobody.PostJson(Path + "/cancel", new { }).ShouldFail(401, "UNAUTHORIZED");
        await nobody.PostAsync(new Uri(Path + "/cancel", UriKind.Relative), null).ShouldFail(401, "UNAUTHORIZED");
        await nobody.Delete("/v1/users/me").ShouldFail(401, "UNAUTHORIZED");
        await nobody.PostJson(Path + "/cancel", new { token = new string('x', 201) }).ShouldFail(422, "VALIDATION_ERROR", "token");
        await nobody.PostJson(Path + "/cancel", new { token = 1.5 }).ShouldFail(422, "VALIDATION_ERROR", "token");

        // A key that leaks must not end the account, nor keep it.
        var key = (await (await ada.Client.PostJson("/auth/api-keys", new { name = "k" })).ReadJson()).GetProperty("key").GetString();
        var program = Server.Anonymous().Bearer(key);
        await program.PostJson(Path, new { }).ShouldFail(403, "FORBIDDEN");
        await program.Delete("/v1/users/me").ShouldFail(403, "FORBIDDEN");
        await program.PostJson(Path + "/cancel", new { }).ShouldFail(403, "FORBIDDEN");
        await program.Get(Path).ShouldBeOk();
    }

    [Test]
    public async Task Admins_call_off_what_others_have_asked_for()
    {
        var (admin, ada) = (await Server.SignUp("admin"), await Server.SignUp("ada"));
        await Server.MakeAdmin(admin);
        await ada.Client.PostJson(Path, new { }).ShouldBeOk();
        await ada.Client.Delete($"/admin/users/{ada.Id}/delete-request").ShouldFail(403, "FORBIDDEN");
        await admin.Client.Delete($"/admin/users/{ada.Id}/delete-request").ShouldBeNoContent();
        await admin.Client.Delete($"/admin/users/{ada.Id}/delete-request").ShouldFail(404, "RESOURCE_NOT_FOUND");
        await admin.Client.Delete("/admin/users/999999999/delete-request").ShouldFail(404, "RESOURCE_NOT_FOUND");
        Assert.That((await ada.Client.Get(Path).ShouldBeOk()).GetProperty("pending_deletion").ValueKind, Is.EqualTo(JsonValueKind.Null));
        var entries = await admin.Client.Get($"/admin/audit?target=users/{ada.Id}&action=CancelAnyDeletion&outcome=OK").ShouldBeOk();
        Assert.That(entries.GetArrayLength(), Is.EqualTo(1));
        Assert.That(entries[0].GetProperty("before").TryGetProperty("scheduled_for", out _), Is.True, entries[0].GetRawText());
        var refusals = await admin.Client.Get($"/admin/audit?target=users/{ada.Id}&action=CancelAnyDeletion&outcome=RESOURCE_NOT_FOUND").ShouldBeOk();
        Assert.That(refusals.GetArrayLength(), Is.EqualTo(1));
    }

    [Test]
    public async Task Without_days_to_think_it_over_the_account_goes_at_once()
    {
        await using var server = await DeletionServer.Start(graceDays: "0");
        var (admin, ada, bob) = (await server.Server.SignUp("admin"), await server.Server.SignUp("ada"), await server.Server.SignUp("bob"));
        await server.Server.MakeAdmin(admin);
        await admin.Client.PostJson(Path, new { }).ShouldFail(400, "ADMIN_ACCOUNT");
        await ada.Client.PostJson("/conversations/", new { title = "t", participant_usernames = new[] { bob.Username } }).ShouldBeOk();
        Assert.That((await ada.Client.PostJson(Path, new { }).ShouldBeOk()).GetProperty("pending_deletion").GetProperty("days_until_deletion").GetInt32(), Is.Zero);
        await bob.Client.Delete("/v1/users/me").ShouldBeNoContent();
        await ada.Client.Get(Path).ShouldFail(401, "UNAUTHORIZED");
        await bob.Client.Get(Path).ShouldFail(401, "UNAUTHORIZED");
        Assert.That((await server.Exists(ada), await server.Exists(bob), await server.Exists(admin)), Is.EqualTo((false, false, true)));
    }
}
