using Halext.TestKit;
using Npgsql;

namespace Halext.ApiTests.Accounts.Users;

public sealed class ProfileTests : ApiTest
{
    [Test]
    public async Task The_profile_nests_the_newest_hundred()
    {
        var ada = await Server.SignUp();
        await using (var connection = new NpgsqlConnection(Server.ConnectionString))
        {
            await connection.OpenAsync();
            await using var command = new NpgsqlCommand(
                "INSERT INTO tasks (owner_id, uid, title, created_at) SELECT $1, n, 'task ' || n, now() FROM generate_series(1, 120) n", connection);
            command.Parameters.Add(new NpgsqlParameter { Value = ada.Id });
            await command.ExecuteNonQueryAsync();
        }

        var profile = await ada.Client.Get("/users/me").ShouldBeOk();
        Assert.That(profile.GetProperty("tasks").GetArrayLength(), Is.EqualTo(100));
        Assert.That(profile.GetProperty("tasks")[0].GetProperty("title").GetString(), Is.EqualTo("task 120"));
    }

    [Test]
    public async Task The_display_name_changes_and_clears()
    {
        var ada = await Server.SignUp();
        Assert.That((await ada.Client.PatchJson("/users/me/", new { full_name = " Ada L. " }).ShouldBeOk()).GetProperty("full_name").GetString(), Is.EqualTo("Ada L."));
        Assert.That((await ada.Client.PatchJson("/users/me/", new { }).ShouldBeOk()).GetProperty("full_name").GetString(), Is.EqualTo("Ada L."));
        Assert.That((await ada.Client.PatchJson("/users/me/", new { full_name = (string?)null }).ShouldBeOk()).GetProperty("full_name").GetString(), Is.Null);
        await ada.Client.PatchJson("/users/me/", new { full_name = new string('x', 201) }).ShouldFail(422, "VALIDATION_ERROR", "full_name");
    }

    [Test]
    public async Task Another_address_needs_the_password()
    {
        var ada = await Server.SignUp("ada");
        var bob = await Server.SignUp("bob");
        await ada.Client.PatchJson("/users/me/", new { email = "new@demo.org" }).ShouldFail(422, "VALIDATION_ERROR", "current_password");
        await ada.Client.PatchJson("/users/me/", new { email = "new@demo.org", current_password = "wrong" }).ShouldFail(422, "VALIDATION_ERROR", "current_password");
        await ada.Client.PatchJson("/users/me/", new { email = bob.Email, current_password = TestUser.Password }).ShouldFail(409, "EMAIL_TAKEN", "email");
        await ada.Client.PatchJson("/users/me/", new { email = "nowhere", current_password = TestUser.Password }).ShouldFail(422, "VALIDATION_ERROR", "email");

        var changed = await ada.Client.PatchJson("/users/me/", new { email = "new@demo.org", current_password = TestUser.Password }).ShouldBeOk();
        Assert.That(changed.GetProperty("email").GetString(), Is.EqualTo("new@demo.org"));
        await Server.Anonymous().PostForm("/token", ("username", "new@demo.org"), ("password", TestUser.Password)).ShouldBeOk();
    }

    [Test]
    public async Task Me_is_the_account_on_both_paths()
    {
        var ada = await Server.SignUp();
        foreach (var path in (string[])["/auth/me", "/v1/auth/me", "/api/v1/auth/me/"])
        {
            var me = await ada.Client.Get(path).ShouldBeOk();
            Assert.That(me.GetProperty("email").GetString(), Is.EqualTo(ada.Email));
            Assert.That(me.GetProperty("is_active").GetBoolean(), Is.True);
        }
    }

    [Test]
    public async Task The_search_finds_others_and_tells_no_secrets()
    {
        var me = await Server.SignUp("searcher");
        var zoe = await Server.SignUp("zoe_100");
        await zoe.Client.PatchJson("/users/me/", new { full_name = "Zoë Müller" }).ShouldBeOk();

        var found = await me.Client.Get("/users/search?q=zoë mü").ShouldBeOk();
        Assert.That(found.GetArrayLength(), Is.EqualTo(1));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(found[0].GetProperty("username").GetString(), Is.EqualTo(zoe.Username));
            Assert.That(found[0].GetProperty("email").GetString(), Is.Empty, "other people's addresses stay theirs");
            Assert.That(found[0].GetProperty("is_admin").GetBoolean(), Is.False);
            Assert.That(found[0].GetProperty("created_at").GetString(), Does.EndWith("Z"));
        }

        Assert.That((await me.Client.Get("/users/search?q=OE_1").ShouldBeOk()).GetArrayLength(), Is.EqualTo(1));
        Assert.That((await me.Client.Get("/users/search?q=o_e").ShouldBeOk()).GetArrayLength(), Is.Zero, "an underscore means itself");
        Assert.That((await me.Client.Get($"/users/search?q={me.Username}").ShouldBeOk()).GetArrayLength(), Is.Zero, "the caller is left out");
        Assert.That((await me.Client.Get("/users/search?limit=1").ShouldBeOk()).GetArrayLength(), Is.EqualTo(1));
        await me.Client.Get("/users/search?limit=1000").ShouldFail(422, "VALIDATION_ERROR", "limit");
    }
}
