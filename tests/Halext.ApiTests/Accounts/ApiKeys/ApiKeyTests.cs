using System.Net;
using System.Text.Json;
using Halext.TestKit;
using Npgsql;

namespace Halext.ApiTests.Accounts.ApiKeys;

public sealed class ApiKeyTests : ApiTest
{
    [Test]
    public async Task A_key_is_shown_once_and_works_in_both_headers()
    {
        var ada = await Server.SignUp();
        var created = await ada.Client.PostJson("/auth/api-keys", new { name = " script " }).Should(HttpStatusCode.Created);
        var key = created.GetProperty("key").GetString()!;
        Assert.That(key, Does.StartWith("hlx_"));
        Assert.That(created.GetProperty("scopes").GetRawText(), Is.EqualTo("""["read","write"]"""));

        await WithKey(key).PostJson("/tasks/", new { title = "by key" }).ShouldBeOk();
        await Server.Anonymous().Bearer(key).Get("/tasks/").ShouldBeOk();

        var listed = await ada.Client.Get("/v1/auth/api-keys").ShouldBeOk();
        Assert.That(listed.GetRawText(), Does.Not.Contain(key));
        Assert.That(listed[0].TryGetProperty("key", out _), Is.False);
        Assert.That(listed[0].GetProperty("name").GetString(), Is.EqualTo("script"));
        Assert.That(key, Does.StartWith(listed[0].GetProperty("prefix").GetString()!));

        await using var connection = new NpgsqlConnection(Server.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("SELECT count(*) FROM api_keys k WHERE k::text LIKE '%' || $1 || '%'", connection);
        command.Parameters.Add(new NpgsqlParameter { Value = key });
        Assert.That(await command.ExecuteScalarAsync(), Is.Zero, "the database holds a hash only");
    }

    [Test]
    public async Task Scopes_bound_what_a_key_may_do()
    {
        var ada = await Server.SignUp();
        var reader = WithKey(await NewKey(ada, new { name = "r", scopes = new[] { "read" } }));
        var writer = WithKey(await NewKey(ada, new { name = "w", scopes = new[] { "WRITE" } }));

        await reader.Get("/tasks/").ShouldBeOk();
        await reader.PostJson("/tasks/", new { title = "t" }).ShouldFail(403, "FORBIDDEN");
        await writer.PostJson("/tasks/", new { title = "t" }).ShouldBeOk();
        await writer.Get("/tasks/").ShouldFail(403, "FORBIDDEN");
    }

    [Test]
    public async Task A_key_cannot_touch_the_account_itself()
    {
        var ada = await Server.SignUp();
        var client = WithKey(await NewKey(ada, new { name = "k" }));
        await client.PostJson("/auth/api-keys", new { name = "child" }).ShouldFail(403, "FORBIDDEN");
        await client.PostJson("/auth/change-password", new { current_password = TestUser.Password, new_password = "another password" }).ShouldFail(403, "FORBIDDEN");
        await client.Delete("/users/me/").ShouldFail(403, "FORBIDDEN");
        await client.Get("/users/me/").ShouldBeOk();
    }

    [Test]
    public async Task Revoked_and_deleted_keys_end_at_once()
    {
        var ada = await Server.SignUp();
        var revoked = await ada.Client.PostJson("/auth/api-keys", new { name = "a" }).Should(HttpStatusCode.Created);
        var deleted = await ada.Client.PostJson("/auth/api-keys", new { name = "b" }).Should(HttpStatusCode.Created);
        await WithKey(Key(revoked)).Get("/tasks/").ShouldBeOk();
        await WithKey(Key(deleted)).Get("/tasks/").ShouldBeOk();

        var answer = await ada.Client.PutAsync(new Uri($"/auth/api-keys/{revoked.GetProperty("id")}/revoke", UriKind.Relative), null).ShouldBeOk();
        Assert.That(answer.GetProperty("is_active").GetBoolean(), Is.False);
        await ada.Client.Delete($"/auth/api-keys/{deleted.GetProperty("id")}").ShouldBeNoContent();

        await WithKey(Key(revoked)).Get("/tasks/").ShouldFail(401, "UNAUTHORIZED");
        await WithKey(Key(deleted)).Get("/tasks/").ShouldFail(401, "UNAUTHORIZED");
        Assert.That((await ada.Client.Get("/auth/api-keys").ShouldBeOk()).GetArrayLength(), Is.EqualTo(1));
        await ada.Client.Delete($"/auth/api-keys/{deleted.GetProperty("id")}").ShouldFail(404, "RESOURCE_NOT_FOUND");
    }

    [TestCase("""{"name":""}""", "name")]
    [TestCase("""{"name":"k","scopes":[]}""", "scopes")]
    [TestCase("""{"name":"k","scopes":["admin"]}""", "scopes")]
    [TestCase("""{"name":"k","expires_in_days":0}""", "expires_in_days")]
    [TestCase("""{"name":"k","expires_at":"2020-01-01"}""", "expires_at")]
    [TestCase("""{"name":"k","expires_in_days":5,"expires_at":"2030-01-01"}""", "expires_at")]
    public async Task A_bad_key_request_names_its_field(string body, string field)
    {
        var ada = await Server.SignUp();
        await ada.Client.SendText(HttpMethod.Post, "/auth/api-keys", body, "application/json").ShouldFail(422, "VALIDATION_ERROR", field);
    }

    private static string Key(JsonElement created) => created.GetProperty("key").GetString()!;

    private static async Task<string> NewKey(TestUser user, object body) =>
        Key(await user.Client.PostJson("/auth/api-keys", body).Should(HttpStatusCode.Created));

    private TestClient WithKey(string key)
    {
        var client = Server.Anonymous();
        client.DefaultRequestHeaders.Add("X-API-Key", key);
        return client;
    }
}

/// <summary>Apart from the others, because time passes here.</summary>
public sealed class ApiKeyTimeTests : ApiTest
{
    [Test]
    public async Task Use_is_noted_at_most_once_a_minute_and_expiry_ends_the_key()
    {
        var ada = await Server.SignUp();
        var created = await ada.Client.PostJson("/auth/api-keys", new { name = "k", expires_in_days = 1 }).Should(HttpStatusCode.Created);
        Assert.That(created.GetProperty("expires_at").GetString(), Is.EqualTo("2026-03-03T09:00:00Z"));
        var client = Server.Anonymous().Bearer(created.GetProperty("key").GetString());

        await client.Get("/tasks/").ShouldBeOk();
        Assert.That(Writes(client), Is.EqualTo(1));
        Server.Clock.Advance(TimeSpan.FromSeconds(59));
        await client.Get("/tasks/").ShouldBeOk();
        Assert.That(Writes(client), Is.Zero);
        Server.Clock.Advance(TimeSpan.FromSeconds(1));
        await client.Get("/tasks/").ShouldBeOk();
        Assert.That(Writes(client), Is.EqualTo(1));

        var listed = await ada.Client.Get("/auth/api-keys").ShouldBeOk();
        Assert.That(listed[0].GetProperty("last_used_at").GetString(), Is.EqualTo("2026-03-02T09:01:00Z"));

        Server.Clock.Advance(TimeSpan.FromDays(1));
        await client.Get("/tasks/").ShouldFail(401, "UNAUTHORIZED");
    }

    private static int Writes(TestClient client) => client.LastStatements.Count(s => s.Contains("UPDATE api_keys", StringComparison.Ordinal));
}
