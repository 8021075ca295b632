using System.Text.Json;
using Halext.TestKit;
using Npgsql;

namespace Halext.ApiTests.Assistant.Credentials;

public sealed class CredentialTests : AssistantTest
{
    private const string Key = "sk-secret-0123456789-abcd";

    [Test]
    public async Task A_key_is_stored_encrypted_and_shown_masked()
    {
        await Start();
        var ada = await Server.SignUp();
        var saved = await ada.Client.PostJson("/ai/credentials", new { provider = " OpenAI ", api_key = Key, model = "gpt-4o", key_name = "work" }).ShouldBeOk();
        Assert.That(saved.GetProperty("masked_key").GetString(), Is.EqualTo(new string('*', Key.Length - 4) + "abcd"));

        var row = await RowOf(ada, "openai");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(row.GetProperty("has_key").GetBoolean(), Is.True);
            Assert.That(row.GetProperty("key_name").GetString(), Is.EqualTo("work"));
            Assert.That(row.GetProperty("model").GetString(), Is.EqualTo("gpt-4o"));
            Assert.That(row.GetProperty("source").GetString(), Is.EqualTo("own"));
        }

        var everything = string.Join('\n', await Column("SELECT protected_key FROM provider_credentials UNION ALL SELECT xml FROM data_protection_keys"));
        Assert.That(everything, Does.Not.Contain(Key));
        Assert.That(everything, Does.Contain("halextEncryptedKey"), "the ring's own keys are encrypted");
    }

    [Test]
    public async Task A_new_key_takes_the_place_of_the_old_one_and_keeps_its_name()
    {
        await Start();
        var ada = await Server.SignUp();
        await ada.Client.PostJson("/ai/credentials", new { provider = "openai", api_key = Key, model = "gpt-4o", key_name = "work" }).ShouldBeOk();
        await ada.Client.PostJson("/ai/api-keys", new { provider = "openai", api_key = "another-key-9999" }).ShouldBeOk();

        var row = await RowOf(ada, "openai");
        Assert.That(row.GetProperty("masked_key").GetString(), Does.EndWith("9999"));
        Assert.That(row.GetProperty("key_name").GetString(), Is.EqualTo("work"));
        Assert.That(row.GetProperty("model").GetString(), Is.EqualTo("gpt-4o"));

        await Ask(ada, "openai:gpt-4o");
        Assert.That(Providers.Asked.Single().ApiKey, Is.EqualTo("another-key-9999"));

        await ada.Client.Delete("/ai/credentials/openai").ShouldBeNoContent();
        await ada.Client.Delete("/ai/credentials/openai").ShouldFail(404, "RESOURCE_NOT_FOUND");
        Assert.That((await RowOf(ada, "openai")).GetProperty("has_key").GetBoolean(), Is.False);
    }

    [Test]
    public async Task A_key_opens_its_owners_calls_only()
    {
        await Start();
        var ada = await Server.SignUp();
        var bob = await Server.SignUp();
        var saved = await ada.Client.PostJson("/ai/credentials", new { provider = "openai", api_key = Key }).ShouldBeOk();

        // To Bob there is no OpenAI, neither in lists nor in calls.
        Assert.That((await RowOf(bob, "openai")).GetProperty("has_key").GetBoolean(), Is.False);
        Assert.That((await Ask(bob, "openai:gpt-4o", requireModel: true)).Error?.Code, Is.EqualTo("MODEL_NOT_FOUND"));
        Assert.That((await Ask(bob, "openai:gpt-4o")).Value.Model.ToString(), Is.EqualTo("mock:llama3.1"));
        await bob.Client.Delete("/ai/credentials/openai").ShouldFail(404, "RESOURCE_NOT_FOUND");
        await bob.Client.Delete($"/ai/api-keys/{saved.GetProperty("id")}").ShouldFail(404, "RESOURCE_NOT_FOUND");
        Assert.That(Providers.Asked.Select(a => a.ApiKey), Has.None.EqualTo(Key));

        // An administrator's own key is no different.
        var admin = await SignUpAdmin();
        await admin.Client.PostJson("/admin/ai/credentials", new { provider = "gemini", api_key = "gemini-key-of-admin" }).ShouldBeOk();
        Assert.That((await Ask(bob, "gemini:gemini-2.5-pro", requireModel: true)).Error?.Code, Is.EqualTo("MODEL_NOT_FOUND"));
        Assert.That((await Ask(ada, "gemini:gemini-2.5-pro", requireModel: true)).Error?.Code, Is.EqualTo("MODEL_NOT_FOUND"));
    }

    [Test]
    public async Task One_persons_ciphertext_is_of_no_use_to_another()
    {
        await Start();
        var ada = await Server.SignUp();
        var bob = await Server.SignUp();
        await ada.Client.PostJson("/ai/credentials", new { provider = "openai", api_key = Key }).ShouldBeOk();
        await using var connection = new NpgsqlConnection(Server.ConnectionString);
        await connection.OpenAsync();
        await using var theft = new NpgsqlCommand(
            $"INSERT INTO provider_credentials (owner_id, provider, protected_key, key_name, created_at, updated_at) SELECT {bob.Id}, provider, protected_key, key_name, created_at, updated_at FROM provider_credentials",
            connection);
        await theft.ExecuteNonQueryAsync();

        Assert.That((await RowOf(bob, "openai")).GetProperty("masked_key").ValueKind, Is.EqualTo(JsonValueKind.Null));
        Assert.That((await Ask(bob, "openai:gpt-4o")).Error?.Code, Is.EqualTo("CREDENTIAL_UNREADABLE"));
        Assert.That(Providers.Asked, Is.Empty);
    }

    [Test]
    public async Task The_own_key_comes_before_the_shared_one_and_that_before_the_environments()
    {
        await Start(("OPENAI_API_KEY", "from-environment"));
        var ada = await Server.SignUp();
        var admin = await SignUpAdmin();
        await Ask(ada, "openai:gpt-4o");
        await admin.Client.PostJson("/admin/ai/credentials", new { provider = "openai", api_key = "shared-by-admin", shared = true }).ShouldBeOk();
        await Ask(ada, "openai:gpt-4o");

        // That there is a shared key is all that others learn.
        var row = await RowOf(ada, "openai");
        Assert.That(row.GetProperty("source").GetString(), Is.EqualTo("instance"));
        Assert.That(row.GetProperty("masked_key").ValueKind, Is.EqualTo(JsonValueKind.Null));

        await ada.Client.PostJson("/ai/credentials", new { provider = "openai", api_key = "own-key-of-ada" }).ShouldBeOk();
        await Ask(ada, "openai:gpt-4o");
        Assert.That(Providers.Asked.Select(a => a.ApiKey), Is.EqualTo(new[] { "from-environment", "shared-by-admin", "own-key-of-ada" }));

        await admin.Client.Delete("/admin/ai/credentials/openai?shared=true").ShouldBeNoContent();
        await ada.Client.Delete("/ai/credentials/openai").ShouldBeNoContent();
        await Ask(ada, "openai:gpt-4o");
        Assert.That(Providers.Asked.Last().ApiKey, Is.EqualTo("from-environment"));
    }

    [Test]
    public async Task Old_clients_see_openai_and_gemini_and_others_only_with_a_key()
    {
        await Start();
        var admin = await SignUpAdmin();
        Assert.That(await Names(), Is.EqualTo(new[] { "openai", "gemini" }));
        await admin.Client.PostJson("/admin/ai/credentials", new { provider = "anthropic", api_key = "sk-ant-1234" }).ShouldBeOk();
        Assert.That(await Names(), Is.EqualTo(new[] { "openai", "gemini", "anthropic" }));

        async Task<string?[]> Names() =>
            [.. (await admin.Client.Get("/admin/ai/credentials").ShouldBeOk()).EnumerateArray().Select(r => r.GetProperty("provider").GetString())];
    }

    [Test]
    public async Task With_another_secret_keys_are_there_but_unreadable_and_can_be_stored_again()
    {
        await Start();
        var ada = await Server.SignUp();
        await ada.Client.PostJson("/ai/credentials", new { provider = "openai", api_key = Key }).ShouldBeOk();
        var database = Server.ConnectionString;
        await Server.DisposeAsync();

        await Start(database, ("SECRET_KEY", "zW8nQ2rT5yU7iO9pA3sD6fG1hJ4kL0xC7vB2nM5qW8e"));
        var again = new TestClient(Server.Address);
        var session = await again.PostJson("/auth/login", new { username = ada.Username, password = TestUser.Password }).ShouldBeOk();
        again.Bearer(session.GetProperty("access_token").GetString());
        var row = (await again.Get("/ai/credentials").ShouldBeOk()).EnumerateArray().First(r => r.GetProperty("provider").GetString() == "openai");
        Assert.That(row.GetProperty("has_key").GetBoolean(), Is.True);
        Assert.That(row.GetProperty("masked_key").ValueKind, Is.EqualTo(JsonValueKind.Null));
        Assert.That((await Ask(ada, "openai:gpt-4o")).Error?.Code, Is.EqualTo("CREDENTIAL_UNREADABLE"));

        await again.PostJson("/ai/credentials", new { provider = "openai", api_key = "stored-again" }).ShouldBeOk();
        await Ask(ada, "openai:gpt-4o");
        Assert.That(Providers.Asked.Last().ApiKey, Is.EqualTo("stored-again"));
    }

    [TestCase("""{"provider":"acme","api_key":"x"}""", "provider")]
    [TestCase("""{"provider":"openai"}""", "api_key")]
    [TestCase("""{"provider":"openai","api_key":"  "}""", "api_key")]
    [TestCase("""{"provider":"openai","api_key":"a\r\nX-Evil: b"}""", "api_key")]
    [TestCase("""{"provider":null,"api_key":"x"}""", "provider")]
    public async Task A_bad_credential_names_its_field(string body, string field)
    {
        await Start();
        var admin = await SignUpAdmin();
        foreach (var path in (string[])["/ai/credentials", "/admin/ai/credentials"])
            await admin.Client.SendText(HttpMethod.Post, path, body, "application/json").ShouldFail(422, "VALIDATION_ERROR", field);
        Assert.That(await Column("SELECT key_name FROM provider_credentials"), Is.Empty);
    }

    private static async Task<JsonElement> RowOf(TestUser user, string provider) =>
        (await user.Client.Get("/ai/credentials").ShouldBeOk()).EnumerateArray().First(r => r.GetProperty("provider").GetString() == provider);

    private async Task<List<string>> Column(string sql)
    {
        await using var connection = new NpgsqlConnection(Server.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync();
        var values = new List<string>();
        while (await reader.ReadAsync())
            values.Add(reader.GetString(0));
        return values;
    }
}
