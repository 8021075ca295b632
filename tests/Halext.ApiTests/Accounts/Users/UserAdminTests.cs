using System.Globalization;
using System.Net;
using System.Text.Json;
using Halext.TestKit;

namespace Halext.ApiTests.Accounts.Users;

public sealed class UserAdminTests : ApiTest
{
    private TestUser _admin = null!;

    [OneTimeSetUp]
    public async Task SignUpAdmin() => _admin = await Admin(Server);

    [Test]
    public async Task Accounts_are_listed_searched_and_paged()
    {
        var users = new List<TestUser>();
        for (var i = 0; i < 3; i++)
            users.Add(await Server.SignUp("needle_"));
        await Server.MakeAdmin(users[1]);

        async Task<int[]> Ids(string query) => [.. (await _admin.Client.Get("/admin/users" + query).ShouldBeOk()).EnumerateArray().Select(u => u.GetProperty("id").GetInt32())];
        using (Assert.EnterMultipleScope())
        {
            Assert.That(await Ids("?search=NEEDLE_"), Is.EqualTo(users.Select(u => u.Id)));
            Assert.That(await Ids("?search=needle_&limit=2"), Is.EqualTo(users.Take(2).Select(u => u.Id)));
            Assert.That(await Ids($"?search=needle_&after={users[1].Id}"), Is.EqualTo(new[] { users[2].Id }));
            Assert.That(await Ids("?search=needle_&is_admin=true"), Is.EqualTo(new[] { users[1].Id }));
            Assert.That(await Ids("?search=needle_&is_active=false"), Is.Empty);
            Assert.That(await Ids("?search=needleX"), Is.Empty, "an underscore means itself");
        }
    }

    [Test]
    public async Task An_account_has_what_the_mobile_client_reads()
    {
        var ada = await Server.SignUp("ada");
        var user = await _admin.Client.Get($"/admin/users/{ada.Id}").ShouldBeOk();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(user.GetProperty("id").GetInt32(), Is.EqualTo(ada.Id));
            Assert.That(user.GetProperty("username").GetString(), Is.EqualTo(ada.Username));
            Assert.That(user.GetProperty("email").GetString(), Is.EqualTo(ada.Email));
            Assert.That(user.GetProperty("full_name").ValueKind, Is.EqualTo(JsonValueKind.Null));
            Assert.That(user.GetProperty("is_admin").GetBoolean(), Is.False);
            Assert.That(user.GetProperty("is_active").GetBoolean(), Is.True);
            Assert.That(user.GetProperty("created_at").GetString(), Does.EndWith("Z"));
            Assert.That(user.GetProperty("last_login_at").ValueKind, Is.EqualTo(JsonValueKind.Null));
        }

        await Server.Anonymous().PostForm("/token", ("username", ada.Username), ("password", TestUser.Password)).ShouldBeOk();
        Assert.That((await _admin.Client.Get($"/admin/users/{ada.Id}").ShouldBeOk()).GetProperty("last_login_at").GetString(), Does.EndWith("Z"));
        await _admin.Client.Get("/admin/users/999999999").ShouldFail(404, "RESOURCE_NOT_FOUND");
    }

    [Test]
    public async Task An_admin_opens_accounts()
    {
        var body = new { username = "opened", email = "opened@example.org", password = "correct horse", full_name = "Opened", is_admin = true };
        var user = await _admin.Client.PostJson("/admin/users", body).Should(HttpStatusCode.Created);
        Assert.That(user.GetProperty("is_admin").GetBoolean(), Is.True);
        var session = await Server.Anonymous().PostJson("/auth/login", new { username = "opened", password = "correct horse" }).ShouldBeOk();
        await Server.Anonymous().Bearer(session.GetProperty("access_token").GetString()).Get("/admin/users").ShouldBeOk();

        await _admin.Client.PostJson("/admin/users", body).ShouldFail(409, "EMAIL_TAKEN");
        await _admin.Client.PostJson("/admin/users", new { email = "nonsense" }).ShouldFail(422, "VALIDATION_ERROR", "email");
        await _admin.Client.PostJson("/admin/users", new { email = "a@example.org", password = "short" }).ShouldFail(422, "VALIDATION_ERROR", "password");
        await _admin.Client.PostJson("/admin/users", new { username = "a b", email = "a@example.org" }).ShouldFail(422, "VALIDATION_ERROR", "username");

        var invited = await _admin.Client.PostJson("/admin/users", new { email = "invited@example.org" }).Should(HttpStatusCode.Created);
        Assert.That(invited.GetProperty("username").GetString(), Is.EqualTo("invited"));
        Assert.That(invited.GetProperty("is_admin").GetBoolean(), Is.False);
    }

    [Test]
    public async Task The_rights_of_an_admin_come_and_go_at_once()
    {
        var ada = await Server.SignUp("ada");
        await _admin.Client.PutJson($"/admin/users/{ada.Id}/role", new { is_admin = true }).ShouldBeOk();
        await ada.Client.Get("/admin/users").ShouldBeOk();
        var user = await _admin.Client.PutJson($"/admin/users/{ada.Id}/role", new { is_admin = false }).ShouldBeOk();
        Assert.That(user.GetProperty("is_admin").GetBoolean(), Is.False);
        await ada.Client.Get("/admin/users").ShouldFail(403, "FORBIDDEN");
        await ada.Client.Get("/tasks/").ShouldBeOk();

        await _admin.Client.PutJson($"/admin/users/{ada.Id}/role", new { }).ShouldFail(422, "VALIDATION_ERROR", "is_admin");
        await _admin.Client.PutJson($"/admin/users/{ada.Id}/status", new { }).ShouldFail(422, "VALIDATION_ERROR", "is_active");
        await _admin.Client.PutJson("/admin/users/999999999/role", new { is_admin = true }).ShouldFail(404, "RESOURCE_NOT_FOUND");
    }

    [Test]
    public async Task A_lock_ends_sessions_at_once_and_for_good()
    {
        var ada = await Server.SignUp("ada");
        var key = (await (await ada.Client.PostJson("/auth/api-keys", new { name = "mine" })).ReadJson()).GetProperty("key").GetString();
        await _admin.Client.PutJson($"/admin/users/{ada.Id}/status", new { is_active = false }).ShouldBeOk();
        await ada.Client.Get("/tasks/").ShouldFail(401, "UNAUTHORIZED");
        await Server.Anonymous().Bearer(key).Get("/tasks/").ShouldFail(401, "UNAUTHORIZED");
        await Server.Anonymous().PostJson("/auth/refresh", new { refresh_token = ada.RefreshToken }).ShouldFail(401, "UNAUTHORIZED");
        await Server.Anonymous().PostJson("/auth/login", new { username = ada.Username, password = TestUser.Password }).ShouldFail(401, "UNAUTHORIZED");

        await _admin.Client.PutJson($"/admin/users/{ada.Id}/status", new { is_active = true }).ShouldBeOk();
        await ada.Client.Get("/tasks/").ShouldFail(401, "UNAUTHORIZED");
        await Server.Anonymous().PostJson("/auth/refresh", new { refresh_token = ada.RefreshToken }).ShouldFail(401, "UNAUTHORIZED");
        await Server.Anonymous().Bearer(key).Get("/tasks/").ShouldBeOk();
        await Server.Anonymous().PostJson("/auth/login", new { username = ada.Username, password = TestUser.Password }).ShouldBeOk();
    }

    [Test]
    public async Task A_lock_closes_sockets()
    {
        var ada = await Server.SignUp("ada");
        await using var socket = await TestSocket.Connect(Server, "/v1/realtime/ws", ada.AccessToken);
        await socket.Receive();
        await _admin.Client.PutJson($"/admin/users/{ada.Id}/status", new { is_active = false }).ShouldBeOk();
        Assert.That(await socket.CloseCode(), Is.EqualTo(4001));
    }

    [Test]
    public async Task Accounts_are_deleted_with_what_they_own()
    {
        var ada = await Server.SignUp("ada");
        await ada.Client.PostJson("/tasks/", new { title = "mine" });
        await _admin.Client.Delete($"/admin/users/{ada.Id}").ShouldBeNoContent();
        await ada.Client.Get("/tasks/").ShouldFail(401, "UNAUTHORIZED");
        await _admin.Client.Get($"/admin/users/{ada.Id}").ShouldFail(404, "RESOURCE_NOT_FOUND");
        await _admin.Client.Delete($"/admin/users/{ada.Id}").ShouldFail(404, "RESOURCE_NOT_FOUND");
    }

    [Test]
    public async Task Nobody_takes_themselves_from_the_admins()
    {
        await _admin.Client.PutJson($"/admin/users/{_admin.Id}/role", new { is_admin = false }).ShouldFail(409, "OWN_ACCOUNT");
        await _admin.Client.PutJson($"/admin/users/{_admin.Id}/status", new { is_active = false }).ShouldFail(409, "OWN_ACCOUNT");
        await _admin.Client.Delete($"/admin/users/{_admin.Id}").ShouldFail(409, "OWN_ACCOUNT");
        await _admin.Client.PutJson($"/admin/users/{_admin.Id}/role", new { is_admin = true }).ShouldBeOk();
    }

    [Test]
    public async Task Two_admins_who_take_each_others_rights_at_once_leave_one()
    {
        await using var server = await TestServer.Start();
        var (a, b) = (await Admin(server), await Admin(server));
        for (var i = 0; i < 5; i++)
        {
            await Task.WhenAll(
                a.Client.PutJson($"/admin/users/{b.Id}/role", new { is_admin = false }),
                b.Client.PutJson($"/admin/users/{a.Id}/role", new { is_admin = false }));
            var admins = new List<TestUser>();
            foreach (var user in (TestUser[])[a, b])
            {
                if ((await user.Client.Get("/admin/users?is_admin=true")).StatusCode == HttpStatusCode.OK)
                    admins.Add(user);
            }

            Assert.That(admins, Has.Count.EqualTo(1));
            await admins[0].Client.PutJson($"/admin/users/{(admins[0] == a ? b : a).Id}/role", new { is_admin = true }).ShouldBeOk();
        }
    }

    [Test]
    public async Task A_link_to_set_a_password_goes_by_mail()
    {
        var ada = await Server.SignUp("ada");
        var answer = await _admin.Client.PostJson($"/admin/users/{ada.Id}/reset-password", new { }).ShouldBeOk();
        Assert.That((answer.GetProperty("sent").GetBoolean(), answer.GetProperty("token").ValueKind), Is.EqualTo((true, JsonValueKind.Null)));
        var mail = "";
        await Eventually.True(() =>
        {
            mail = Directory.Exists(Server.MailDirectory)
                ? Directory.GetFiles(Server.MailDirectory, "*.eml").Select(File.ReadAllText).FirstOrDefault(m => m.Contains("To: " + ada.Email, StringComparison.Ordinal)) ?? ""
                : "";
            return Task.FromResult(mail.Length > 0);
        });
        await ada.Client.Get("/tasks/").ShouldBeOk();
        var token = mail.Split("token=")[1].Split('\n')[0].Trim();
        await Server.Anonymous().PostJson("/auth/reset-password", new { token, new_password = "a new password" }).ShouldBeOk();
        await Server.Anonymous().PostJson("/auth/login", new { username = ada.Username, password = "a new password" }).ShouldBeOk();

        await _admin.Client.PostJson("/admin/users/999999999/reset-password", new { }).ShouldFail(404, "RESOURCE_NOT_FOUND");
        await _admin.Client.PutJson($"/admin/users/{ada.Id}/status", new { is_active = false }).ShouldBeOk();
        await _admin.Client.PostJson($"/admin/users/{ada.Id}/reset-password", new { }).ShouldFail(409, "ACCOUNT_LOCKED");
    }

    [Test]
    public async Task Without_mail_the_admin_gets_the_link()
    {
        await using var server = await TestServer.Start(isProduction: true);
        var (admin, ada) = (await Admin(server), await server.SignUp("ada"));
        var answer = await admin.Client.PostJson($"/admin/users/{ada.Id}/reset-password", new { }).ShouldBeOk();
        var token = answer.GetProperty("token").GetString()!;
        Assert.That(answer.GetProperty("sent").GetBoolean(), Is.False);
        Assert.That(answer.GetProperty("reset_url").GetString(), Does.EndWith("/reset-password?token=" + token));
        await server.Anonymous().PostJson("/auth/reset-password", new { token, new_password = "a new password" }).ShouldBeOk();

        var trail = (await admin.Client.Get($"/admin/audit?target=users/{ada.Id}").ShouldBeOk()).GetRawText();
        Assert.That(trail, Does.Contain("SendResetLink").And.Not.Contain(token));
    }

    [Test]
    public async Task Only_admins_get_in_and_bad_input_is_named()
    {
        var ada = await Server.SignUp("ada");
        var path = "/admin/users/" + ada.Id.ToString(CultureInfo.InvariantCulture);
        await ada.Client.Get("/admin/users").ShouldFail(403, "FORBIDDEN");
        await ada.Client.Get(path).ShouldFail(403, "FORBIDDEN");
        await ada.Client.Delete(path).ShouldFail(403, "FORBIDDEN");
        await ada.Client.PutJson(path + "/role", new { is_admin = true }).ShouldFail(403, "FORBIDDEN");
        await ada.Client.PutJson(path + "/status", new { is_active = false }).ShouldFail(403, "FORBIDDEN");
        await ada.Client.PostJson(path + "/reset-password", new { }).ShouldFail(403, "FORBIDDEN");
        await ada.Client.PostJson("/admin/users", new { email = "x@example.org" }).ShouldFail(403, "FORBIDDEN");
        await _admin.Client.Get("/admin/users?limit=501").ShouldFail(422, "VALIDATION_ERROR", "limit");
        await _admin.Client.Get("/admin/users?search=" + new string('x', 201)).ShouldFail(422, "VALIDATION_ERROR", "search");

        // A key that leaks must not make admins.
        var key = (await (await _admin.Client.PostJson("/auth/api-keys", new { name = "script" })).ReadJson()).GetProperty("key").GetString();
        await Server.Anonymous().Bearer(key).Get("/admin/users").ShouldBeOk();
        await Server.Anonymous().Bearer(key).PutJson(path + "/role", new { is_admin = true }).ShouldFail(403, "FORBIDDEN");
    }

    private static async Task<TestUser> Admin(TestServer server)
    {
        var admin = await server.SignUp("admin");
        await server.MakeAdmin(admin);
        return admin;
    }
}
