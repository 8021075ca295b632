using System.Text.Json;
using Halext.TestKit;
using Npgsql;

namespace Halext.ApiTests.Accounts.SignIn;

public sealed class SessionTests : ApiTest
{
    [Test]
    public async Task A_refresh_token_is_good_once_and_gets_the_next_pair()
    {
        var ada = await Server.SignUp();
        var second = await Refresh(ada.RefreshToken).ShouldBeOk();
        Assert.That(second.GetProperty("refresh_token").GetString(), Is.Not.EqualTo(ada.RefreshToken));
        await Server.Anonymous().Bearer(second.GetProperty("access_token").GetString()).Get("/tasks/").ShouldBeOk();
        await Refresh(second.GetProperty("refresh_token").GetString()!).ShouldBeOk();
    }

    [Test]
    public async Task A_refresh_token_that_comes_back_ends_the_whole_session()
    {
        var ada = await Server.SignUp();
        var other = await Server.Anonymous().PostForm("/token", ("username", ada.Username), ("password", TestUser.Password)).ShouldBeOk();
        var second = await Refresh(ada.RefreshToken).ShouldBeOk();

        await Refresh(ada.RefreshToken).ShouldFail(401, "UNAUTHORIZED");
        await Refresh(second.GetProperty("refresh_token").GetString()!).ShouldFail(401, "UNAUTHORIZED");
        await ada.Client.Get("/tasks/").ShouldFail(401, "UNAUTHORIZED");
        await Server.Anonymous().Bearer(Access(second)).Get("/tasks/").ShouldFail(401, "UNAUTHORIZED");
        await Server.Anonymous().Bearer(Access(other)).Get("/tasks/").ShouldBeOk();
    }

    [Test]
    public async Task Of_many_refreshes_with_one_token_at_once_at_most_one_wins()
    {
        var ada = await Server.SignUp();
        var statuses = (await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Refresh(ada.RefreshToken)))).Select(r => (int)r.StatusCode).ToList();
        Assert.That(statuses.Count(s => s == 200), Is.EqualTo(1));
        Assert.That(statuses.Count(s => s == 401), Is.EqualTo(7));
    }

    [Test]
    public async Task A_refresh_that_races_with_signing_out_leaves_no_session()
    {
        for (var i = 0; i < 10; i++)
        {
            var ada = await Server.SignUp();
            var refresh = Refresh(ada.RefreshToken);
            var signOut = ada.Client.PostAsync(new Uri("/auth/logout", UriKind.Relative), null);
            await Task.WhenAll(refresh, signOut);
            if ((int)(await refresh).StatusCode == 200)
                await Refresh((await (await refresh).ReadJson()).GetProperty("refresh_token").GetString()!).ShouldFail(401, "UNAUTHORIZED");
        }
    }

    [Test]
    public async Task A_refresh_that_races_with_another_password_leaves_no_session()
    {
        for (var i = 0; i < 10; i++)
        {
            var ada = await Server.SignUp();
            var refresh = Refresh(ada.RefreshToken);
            var change = ada.Client.PostJson("/auth/change-password", new { current_password = TestUser.Password, new_password = "another password" });
            await Task.WhenAll(refresh, change);
            if ((int)(await refresh).StatusCode == 200)
                await Refresh((await (await refresh).ReadJson()).GetProperty("refresh_token").GetString()!).ShouldFail(401, "UNAUTHORIZED");
        }
    }

    [Test]
    public async Task Failed_sign_ins_do_not_stand_in_the_way_of_another_password()
    {
        var ada = await Server.SignUp();
        var attempts = Enumerable.Range(0, 6).Select(_ => Server.Anonymous().PostForm("/token", ("username", ada.Username), ("password", "wrong"))).ToList();
        await ada.Client.PostJson("/auth/change-password", new { current_password = TestUser.Password, new_password = "another password" }).ShouldBeOk();
        await Task.WhenAll(attempts);
    }

    [Test]
    public async Task Signing_out_ends_this_session_only()
    {
        var ada = await Server.SignUp();
        var other = await Server.Anonymous().PostForm("/token", ("username", ada.Username), ("password", TestUser.Password)).ShouldBeOk();
        await ada.Client.PostAsync(new Uri("/auth/logout", UriKind.Relative), null).ShouldBeOk();

        await ada.Client.Get("/tasks/").ShouldFail(401, "UNAUTHORIZED");
        await Refresh(ada.RefreshToken).ShouldFail(401, "UNAUTHORIZED");
        await Server.Anonymous().Bearer(Access(other)).Get("/tasks/").ShouldBeOk();
    }

    [Test]
    public async Task Another_password_ends_every_session_but_the_new_one()
    {
        var ada = await Server.SignUp();
        await ada.Client.PostJson("/auth/change-password", new { current_password = "wrong", new_password = "another password" })
            .ShouldFail(422, "VALIDATION_ERROR", "current_password");
        await ada.Client.PostJson("/auth/change-password", new { current_password = TestUser.Password, new_password = "short" })
            .ShouldFail(422, "VALIDATION_ERROR", "new_password");
        await ada.Client.Get("/tasks/").ShouldBeOk();

        var session = await ada.Client.PostJson("/auth/change-password", new { current_password = TestUser.Password, new_password = "another password" }).ShouldBeOk();
        await ada.Client.Get("/tasks/").ShouldFail(401, "UNAUTHORIZED");
        await Refresh(ada.RefreshToken).ShouldFail(401, "UNAUTHORIZED");
        await Server.Anonymous().Bearer(Access(session)).Get("/tasks/").ShouldBeOk();
        await Server.Anonymous().PostForm("/token", ("username", ada.Username), ("password", TestUser.Password)).ShouldFail(401, "UNAUTHORIZED");
        await Server.Anonymous().PostForm("/token", ("username", ada.Username), ("password", "another password")).ShouldBeOk();
    }

    [Test]
    public async Task A_lock_set_by_hand_in_the_database_ends_the_tokens_everywhere()
    {
        var ada = await Server.SignUp();
        await using var second = await TestServer.Start(connectionString: Server.ConnectionString);
        var elsewhere = second.Anonymous().Bearer(ada.AccessToken);
        await elsewhere.Get("/tasks/").ShouldBeOk();

        await using var connection = new NpgsqlConnection(Server.ConnectionString);
        await connection.OpenAsync();

        // Both nodes hear of it in the same way as this test, so once the test has heard, so have they, or will within the poll below.
        await using var command = new NpgsqlCommand("UPDATE users SET is_active = false WHERE id = $1", connection);
        command.Parameters.Add(new NpgsqlParameter { Value = ada.Id });
        await command.ExecuteNonQueryAsync();

        await Eventually.Status(401, () => ada.Client.Get("/tasks/"));
        await Eventually.Status(401, () => elsewhere.Get("/tasks/"));
        await Refresh(ada.RefreshToken).ShouldFail(401, "UNAUTHORIZED");
        await Server.Anonymous().PostForm("/token", ("username", ada.Username), ("password", TestUser.Password)).ShouldFail(401, "UNAUTHORIZED");
    }

    [TestCase("""{"refresh_token":""}""", 422)]
    [TestCase("""{}""", 422)]
    [TestCase("""{"refresh_token":"nonsense"}""", 401)]
    [TestCase("""{"refresh_token":null}""", 422)]
    public async Task A_bad_refresh_is_refused(string body, int status)
    {
        var response = await Server.Anonymous().SendText(HttpMethod.Post, "/auth/refresh", body, "application/json");
        Assert.That((int)response.StatusCode, Is.EqualTo(status));
    }

    private static string? Access(JsonElement session) => session.GetProperty("access_token").GetString();

    private Task<HttpResponseMessage> Refresh(string token) => Server.Anonymous().PostJson("/auth/refresh", new { refresh_token = token });
}
