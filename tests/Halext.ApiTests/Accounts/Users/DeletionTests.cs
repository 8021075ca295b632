using Halext.ApiTests.Messaging;
using Halext.ApiTests.Messaging.Notifications;
using Halext.Infrastructure.Common.Data;
using Halext.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Halext.ApiTests.Accounts.Users;

public sealed class DeletionTests : ApiTest
{
    [Test]
    public async Task Deleting_an_account_removes_everything_and_ends_its_credentials_at_once()
    {
        var ada = await Server.SignUp();
        await ada.Client.PostJson("/tasks/", new { title = "t", labels = new[] { "a", "b" } }).ShouldBeOk();
        var key = (await ada.Client.PostJson("/auth/api-keys", new { name = "k" }).Should(System.Net.HttpStatusCode.Created)).GetProperty("key").GetString();
        await Server.Anonymous().PostJson("/auth/forgot-password", new { email = ada.Email }).ShouldBeOk();
        await Server.Anonymous().Bearer(key).Get("/tasks/").ShouldBeOk();

        await ada.Client.Delete("/users/me/").ShouldBeNoContent();

        await ada.Client.Get("/users/me/").ShouldFail(401, "UNAUTHORIZED");
        await Server.Anonymous().Bearer(key).Get("/tasks/").ShouldFail(401, "UNAUTHORIZED");
        await Server.Anonymous().PostJson("/auth/refresh", new { refresh_token = ada.RefreshToken }).ShouldFail(401, "UNAUTHORIZED");
        await Server.Anonymous().PostForm("/token", ("username", ada.Username), ("password", TestUser.Password)).ShouldFail(401, "UNAUTHORIZED");
        Assert.That(await RowsOf(ada.Id), Is.Empty);
    }

    [Test]
    public async Task Whatever_is_on_its_way_while_the_account_goes_is_refused_and_leaves_nothing()
    {
        var ada = await Server.SignUp();
        var work = Enumerable.Range(0, 6).SelectMany(i => (Task<HttpResponseMessage>[])
        [
            ada.Client.PostJson("/tasks/", new { title = "t", labels = new[] { "x" } }),
            ada.Client.Get("/users/me/"),
            ada.Client.PatchJson("/users/me/", new { full_name = "Ada" }),
            Server.Anonymous().PostJson("/auth/refresh", new { refresh_token = ada.RefreshToken }),
        ]).ToList();
        var deletion = ada.Client.Delete("/users/me/");
        Assert.That((await Task.WhenAll(work)).Select(r => (int)r.StatusCode), Is.All.LessThan(500));
        Assert.That((int)(await deletion).StatusCode, Is.AnyOf(204, 401), "the reused refresh token may have ended the session first");
        if ((await deletion).IsSuccessStatusCode)
            Assert.That(await RowsOf(ada.Id), Is.Empty);
    }

    [Test]
    public async Task A_name_that_is_registered_again_inherits_nothing()
    {
        var ada = await Server.SignUp("heir");
        await ada.Client.Delete("/users/me/").ShouldBeNoContent();
        await Server.Anonymous().PostJson("/users/", new { username = ada.Username, email = ada.Email, password = TestUser.Password }).ShouldBeOk();
        await ada.Client.Get("/tasks/").ShouldFail(401, "UNAUTHORIZED");
    }

    [Test]
    public async Task The_last_admin_stays()
    {
        await using var server = await TestServer.Start();
        var (ada, eve) = (await server.SignUp("ada"), await server.SignUp("eve"));
        await server.MakeAdmin(ada);
        await ada.Client.Delete("/users/me/").ShouldFail(409, "LAST_ADMIN");
        await ada.Client.Get("/users/me/").ShouldBeOk();

        // A locked admin is none.
        await server.MakeAdmin(eve);
        await ada.Client.PutJson($"/admin/users/{eve.Id}/status", new { is_active = false }).ShouldBeOk();
        await ada.Client.Delete("/users/me/").ShouldFail(409, "LAST_ADMIN");
        await ada.Client.PutJson($"/admin/users/{eve.Id}/status", new { is_active = true }).ShouldBeOk();
        await ada.Client.Delete("/users/me/").ShouldBeNoContent();
    }

    [TestCase("/users/me/", "/users/me/", TestName = "Two admins who delete themselves at once leave one")]
    [TestCase("/admin/users/{other}", "/admin/users/{other}", TestName = "Two admins who delete each other at once leave one")]
    [TestCase("/admin/users/{other}", "/users/me/", TestName = "An admin who deletes another and an admin who deletes himself leave one")]
    public async Task Admins_who_delete_at_once_leave_one(string first, string second)
    {
        await using var server = await TestServer.Start();
        for (var i = 0; i < 5; i++)
        {
            await using var connection = new NpgsqlConnection(server.ConnectionString);
            await connection.OpenAsync();
            await using (var command = new NpgsqlCommand("UPDATE users SET is_admin = false", connection))
                await command.ExecuteNonQueryAsync();
            var (a, b) = (await server.SignUp("a"), await server.SignUp("b"));
            await server.MakeAdmin(a);
            await server.MakeAdmin(b);
            string Path(string path, TestUser other) => path.Replace("{other}", $"{other.Id}", StringComparison.Ordinal);
            var answers = await Task.WhenAll(a.Client.Delete(Path(first, b)), b.Client.Delete(Path(second, a)));

            Assert.That(answers.Select(r => (int)r.StatusCode), Is.All.AnyOf(204, 401, 403, 404, 409));
            await using var count = new NpgsqlCommand("SELECT count(*) FROM users WHERE is_admin AND is_active", connection);
            Assert.That(await count.ExecuteScalarAsync(), Is.GreaterThanOrEqualTo(1L));
        }
    }

    [Test]
    public async Task Those_who_shared_conversations_with_the_account_hear_of_its_end()
    {
        var (ada, bob) = (await Server.SignUp("ada"), await Server.SignUp("bob"));
        var (adas, bobs) = (await ada.Begin(bob), await bob.Begin(ada));
        await ada.Post(adas);
        async Task<int> ToldOf(int conversation) => (await bob.Notifications()).Count(n => n.GetProperty("data").GetProperty("conversation_id").GetInt32() == conversation);
        await Eventually.True(async () => await ToldOf(adas) == 1);
        await using var phone = await TestSocket.Connect(Server, "/v1/realtime/ws", bob.AccessToken);
        await phone.Receive("connection");
        await phone.Send(new { type = "subscribe", channel = $"conversation:{bobs}" });
        await phone.Receive("subscription");

        await ada.Client.Delete("/users/me/").ShouldBeNoContent();

        Assert.That((await phone.ReceiveEvent("user_left")).GetProperty("user_id").GetInt32(), Is.EqualTo(ada.Id));
        await Eventually.True(async () => await ToldOf(adas) == 0);
        await bob.Client.Get($"/conversations/{adas}").ShouldFail(404, "RESOURCE_NOT_FOUND");
        await bob.Client.Get($"/conversations/{bobs}").ShouldBeOk();
    }

    /// <summary>Looks into every column that refers to a user, so that tables of later features are covered when they appear.</summary>
    private async Task<List<string>> RowsOf(int userId)
    {
        await using var scope = Server.Services.CreateAsyncScope();
        var model = scope.ServiceProvider.GetRequiredService<HalextDb>().Model;
        var references = model.GetEntityTypes()
            .SelectMany(e => e.GetForeignKeys())
            .Where(f => f.PrincipalEntityType.GetTableName() == "users")
            .Select(f => (Table: f.DeclaringEntityType.GetTableName()!, Column: f.Properties[0].GetColumnName()))
            .Append(("users", "id"))
            .ToList();
        Assert.That(references, Has.Count.GreaterThan(5));

        var left = new List<string>();
        await using var connection = new NpgsqlConnection(Server.ConnectionString);
        await connection.OpenAsync();
        foreach (var (table, column) in references)
        {
            await using var command = new NpgsqlCommand($"SELECT count(*) FROM {table} WHERE {column} = $1", connection);
            command.Parameters.Add(new NpgsqlParameter { Value = userId });
            if ((long)(await command.ExecuteScalarAsync())! > 0)
                left.Add($"{table}.{column}");
        }

        return left;
    }
}
