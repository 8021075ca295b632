using Halext.TestKit;
using Npgsql;

namespace Halext.ApiTests.Accounts.Users;

public sealed class RegistrationTests : ApiTest
{
    [Test]
    public async Task A_new_user_gets_demo_data_unless_unwanted()
    {
        var client = Server.Anonymous();
        var ada = await client.PostJson("/users/", new { username = "ada", email = "ada@demo.org", password = TestUser.Password, full_name = "" }).ShouldBeOk();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(ada.GetProperty("username").GetString(), Is.EqualTo("ada"));
            Assert.That(ada.GetProperty("is_admin").GetBoolean(), Is.False);
            Assert.That(ada.GetProperty("tasks").GetArrayLength(), Is.EqualTo(8));
            Assert.That(ada.GetProperty("labels").GetArrayLength(), Is.EqualTo(12));
            Assert.That(ada.GetProperty("events").GetArrayLength(), Is.EqualTo(6));
            Assert.That(ada.GetProperty("events").EnumerateArray().Count(e => e.GetProperty("recurrence_type").GetString() == "daily"), Is.EqualTo(2));
            Assert.That(ada.GetProperty("pages").GetArrayLength(), Is.EqualTo(1));
            Assert.That(ada.GetProperty("pages")[0].GetProperty("layout").GetArrayLength(), Is.EqualTo(3));
            Assert.That(ada.GetProperty("pages")[0].GetProperty("visibility").GetString(), Is.EqualTo("private"));
            Assert.That(ada.GetProperty("pages")[0].TryGetProperty("shared_with", out _), Is.False);
            Assert.That(ada.GetProperty("tasks").EnumerateArray().Count(t => t.GetProperty("completed").GetBoolean()), Is.EqualTo(1));
        }

        // What registration answers is what the profile says afterwards.
        var session = await client.PostForm("/token", ("username", "ada"), ("password", TestUser.Password)).ShouldBeOk();
        client.Bearer(session.GetProperty("access_token").GetString());
        var profile = await client.Get("/users/me/").ShouldBeOk();
        Assert.That(profile.GetRawText(), Is.EqualTo(ada.GetRawText()));

        var bob = await Server.Anonymous()
            .PostJson("/users/?create_demo_data=0", new { username = "bob", email = "bob@demo.org", password = TestUser.Password }).ShouldBeOk();
        foreach (var list in (string[])["tasks", "events", "pages", "labels"])
            Assert.That(bob.GetProperty(list).GetArrayLength(), Is.Zero, list);
    }

    [Test]
    public async Task The_demo_events_begin_today_and_the_daily_ones_end_within_a_month()
    {
        var carl = await Server.Anonymous()
            .PostJson("/users/", new { username = "carl", email = "carl@demo.org", password = TestUser.Password }).ShouldBeOk();
        var today = Server.Clock.GetUtcNow().UtcDateTime.Date;
        using (Assert.EnterMultipleScope())
        {
            foreach (var e in carl.GetProperty("events").EnumerateArray())
            {
                Assert.That(e.GetProperty("start_time").GetDateTime(), Is.InRange(today, today.AddDays(7)));
                if (e.GetProperty("recurrence_type").GetString() == "daily")
                    Assert.That(e.GetProperty("recurrence_end_date").GetDateTime().Date, Is.EqualTo(today.AddDays(30)));
            }
        }
    }

    [Test]
    public async Task Nobody_registers_as_an_admin()
    {
        var user = await Server.Anonymous()
            .PostJson("/users/", new { username = "eve", email = "eve@demo.org", password = TestUser.Password, is_admin = true }).ShouldBeOk();
        Assert.That(user.GetProperty("is_admin").GetBoolean(), Is.False);
    }

    [Test]
    public async Task Names_and_addresses_are_taken_once_in_any_case()
    {
        var client = Server.Anonymous();
        await client.PostJson("/users/", new { username = "Carol", email = "Carol@Demo.org", password = TestUser.Password }).ShouldBeOk();
        await client.PostJson("/users/", new { username = "CAROL", email = "other@demo.org", password = TestUser.Password }).ShouldFail(409, "USERNAME_TAKEN", "username");
        await client.PostJson("/users/", new { username = "other", email = "carol@demo.ORG", password = TestUser.Password }).ShouldFail(409, "EMAIL_TAKEN", "email");
        await client.PostJson("/users/", new { username = "CAROL", email = "carol@demo.org", password = TestUser.Password }).ShouldFail(409, "EMAIL_TAKEN", "email");
    }

    [Test]
    public async Task The_same_registration_many_times_at_once_succeeds_once()
    {
        var client = Server.Anonymous();
        var body = new { username = "twin", email = "twin@demo.org", password = TestUser.Password };
        var statuses = (await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => client.PostJson("/users/", body)))).Select(r => (int)r.StatusCode).ToList();
        Assert.That(statuses.Count(s => s == 200), Is.EqualTo(1));
        Assert.That(statuses.Count(s => s == 409), Is.EqualTo(7));

        await using var connection = new NpgsqlConnection(Server.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(
            "SELECT count(*) FROM tasks t JOIN users u ON u.id = t.owner_id WHERE u.username = 'twin'", connection);
        Assert.That(await command.ExecuteScalarAsync(), Is.EqualTo(8), "the losers left nothing behind");
    }

    [TestCase("""{"username":"x y","email":"a@b.c","password":"long enough"}""", "username")]
    [TestCase("""{"username":"a/b","email":"a@b.c","password":"long enough"}""", "username")]
    [TestCase("""{"username":"victim@b.c","email":"a@b.c","password":"long enough"}""", "username")]
    [TestCase("""{"username":"x","email":"a..b@c.d","password":"long enough"}""", "email")]
    [TestCase("""{"username":"x","email":"a:b@c.d","password":"long enough"}""", "email")]
    [TestCase("""{"username":"x","email":"nobody","password":"long enough"}""", "email")]
    [TestCase("""{"username":"x","password":"long enough"}""", "email")]
    [TestCase("""{"username":"x","email":"a@b.c","password":"short"}""", "password")]
    [TestCase("""{"username":"x","email":"a@b.c"}""", "password")]
    [TestCase("""{"username":7,"email":"a@b.c","password":"long enough"}""", "username")]
    public async Task Bad_input_names_its_field(string body, string field) =>
        await Server.Anonymous().SendText(HttpMethod.Post, "/users/", body, "application/json").ShouldFail(422, "VALIDATION_ERROR", field);

    [Test]
    public async Task Where_no_name_is_given_one_is_made_of_the_address_and_the_address_stays_private()
    {
        var session = await Server.Anonymous()
            .PostJson("/v1/auth/register", new { email = "dora/d@demo.org", password = TestUser.Password, full_name = "Dora" }).Should(System.Net.HttpStatusCode.Created);
        Assert.That(session.GetProperty("user").GetProperty("username").GetString(), Is.EqualTo("dorad"));
        Assert.That(session.GetProperty("expires_in").GetInt32(), Is.EqualTo(1800));
        await Server.Anonymous().PostForm("/token", ("username", "dora/d@demo.org"), ("password", TestUser.Password)).ShouldBeOk();

        var second = await Server.Anonymous()
            .PostJson("/auth/register", new { email = "dorad@elsewhere.org", password = TestUser.Password }).Should(System.Net.HttpStatusCode.Created);
        Assert.That(second.GetProperty("user").GetProperty("username").GetString(), Does.Match("^dorad-[0-9a-f]{6}$"));
        await Server.Anonymous().PostJson("/auth/register", new { email = "DORAD@elsewhere.org", password = TestUser.Password }).ShouldFail(409, "EMAIL_TAKEN", "email");
    }
}

public sealed class AccessCodeTests : ApiTest
{
    protected override Dictionary<string, string?> Settings => new() { ["ACCESS_CODE"] = " open sesame " };

    [Test]
    public async Task Registration_demands_the_code_on_every_path_and_before_it_looks_at_the_body()
    {
        var client = Server.Anonymous();
        foreach (var path in (string[])["/users/", "/api/users/", "/auth/register", "/v1/auth/register"])
        {
            await client.PostJson(path, new { username = "x", email = "x@y.z", password = TestUser.Password }).ShouldFail(401, "ACCESS_CODE_INVALID");
            await client.PostJson(path, new { username = "" }).ShouldFail(401, "ACCESS_CODE_INVALID");
        }

        client.DefaultRequestHeaders.Add("X-Halext-Code", "Open Sesame");
        await client.PostJson("/users/", new { username = "x", email = "x@y.z", password = TestUser.Password }).ShouldFail(401, "ACCESS_CODE_INVALID");
        client.DefaultRequestHeaders.Remove("X-Halext-Code");
        client.DefaultRequestHeaders.Add("X-Halext-Code", "open sesame");
        await client.PostJson("/users/", new { username = "x", email = "x@y.z", password = TestUser.Password }).ShouldBeOk();
    }
}
