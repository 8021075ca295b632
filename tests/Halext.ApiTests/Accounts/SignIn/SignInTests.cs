using System.Net;
using System.Text.Json;
using Halext.TestKit;

namespace Halext.ApiTests.Accounts.SignIn;

public sealed class SignInTests : ApiTest
{
    [Test]
    public async Task The_form_takes_user_name_or_address_and_ignores_what_OAuth_adds()
    {
        var ada = await Server.SignUp();
        foreach (var name in (string[])[ada.Username, ada.Email, ada.Email.ToUpperInvariant(), $" {ada.Username} "])
        {
            var token = await Server.Anonymous().PostForm(
                "/api/token", ("username", name), ("password", TestUser.Password), ("grant_type", "password"), ("scope", ""), ("client_id", "x")).ShouldBeOk();
            Assert.That(token.GetProperty("token_type").GetString(), Is.EqualTo("bearer"));
            await Server.Anonymous().Bearer(token.GetProperty("access_token").GetString()).Get("/tasks/").ShouldBeOk();
        }
    }

    [Test]
    public async Task Json_takes_them_too_on_both_paths()
    {
        var ada = await Server.SignUp();
        foreach (var path in (string[])["/auth/login", "/v1/auth/login"])
            await Server.Anonymous().PostJson(path, new { username = ada.Email, password = TestUser.Password }).ShouldBeOk();
        await Server.Anonymous().PostJson("/v1/auth/login", new { email = ada.Email, password = TestUser.Password }).ShouldBeOk();
    }

    [Test]
    public async Task A_wrong_password_and_an_unknown_name_get_the_same_answer()
    {
        var ada = await Server.SignUp();
        var wrong = await Server.Anonymous().PostForm("/token", ("username", ada.Username), ("password", "wrong")).ShouldFail(401, "UNAUTHORIZED");
        var unknown = await Server.Anonymous().PostForm("/token", ("username", "nobody"), ("password", "wrong")).ShouldFail(401, "UNAUTHORIZED");
        Assert.That(wrong.GetProperty("detail").GetString(), Is.EqualTo(unknown.GetProperty("detail").GetString()));
    }

    [Test]
    public async Task A_stale_token_does_not_stand_in_the_way_of_signing_in()
    {
        var ada = await Server.SignUp();
        await Server.Anonymous().Bearer("a.b.c").PostForm("/token", ("username", ada.Username), ("password", TestUser.Password)).ShouldBeOk();
    }

    [Test]
    public async Task Incomplete_forms_are_refused()
    {
        await Server.Anonymous().PostForm("/token", ("username", "x")).ShouldFail(422, "VALIDATION_ERROR", "password");
        await Server.Anonymous().PostForm("/token", ("password", "x")).ShouldFail(422, "VALIDATION_ERROR", "username");
        await Server.Anonymous().PostForm("/token", ("username", "x"), ("password", "x"), ("grant_type", "magic")).ShouldFail(422, "VALIDATION_ERROR", "grant_type");
        await Server.Anonymous().PostForm("/token", ("username", "x\0"), ("password", "x\0")).ShouldFail(422, "VALIDATION_ERROR");
        await Server.Anonymous().PostJson("/token", new { username = "x", password = "x" }).ShouldFail(415, "UNSUPPORTED_MEDIA_TYPE");
    }

    [Test]
    public async Task Too_many_wrong_passwords_lock_the_account_for_a_while()
    {
        var ada = await Server.SignUp();
        for (var i = 0; i < 10; i++)
            await Server.Anonymous().PostForm("/token", ("username", ada.Username), ("password", "wrong")).ShouldFail(401, "UNAUTHORIZED");

        var response = await Server.Anonymous().PostForm("/token", ("username", ada.Username), ("password", TestUser.Password));
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.TooManyRequests));
        Assert.That(response.Headers.RetryAfter!.Delta, Is.EqualTo(TimeSpan.FromMinutes(15)));

        var other = await Server.SignUp();
        await Server.Anonymous().PostForm("/token", ("username", other.Username), ("password", TestUser.Password)).ShouldBeOk();
    }

    [Test]
    public async Task An_access_token_says_what_the_design_promises()
    {
        var ada = await Server.SignUp();
        var payload = JsonDocument.Parse(Convert.FromBase64String(Pad(ada.AccessToken.Split('.')[1]))).RootElement;
        using (Assert.EnterMultipleScope())
        {
            Assert.That(payload.GetProperty("sub").GetString(), Is.EqualTo(ada.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)));
            Assert.That(payload.GetProperty("exp").GetInt64() - payload.GetProperty("iat").GetInt64(), Is.EqualTo(30 * 60));
            Assert.That(payload.GetProperty("type").GetString(), Is.EqualTo("access"));
            foreach (var claim in (string[])["jti", "iss", "aud"])
                Assert.That(payload.GetProperty(claim).GetString(), Is.Not.Empty);
        }
    }

    [Test]
    public async Task Every_kind_of_bad_token_is_refused()
    {
        var ada = await Server.SignUp();
        var parts = ada.AccessToken.Split('.');
        string[] bad =
        [
            "", "x", "a.b", "a.b.c", "a.b.c.d.e", ada.AccessToken + ".x.y", new('a', 10_000),
            Encode("""{"alg":"none","typ":"JWT"}""") + "." + parts[1] + ".",
            Encode("""{"alg":"none","typ":"JWT"}""") + "." + parts[1] + "." + parts[2],
            parts[0] + "." + Encode("""{"sub":"1","type":"access","exp":4102444800}""") + "." + parts[2],
            parts[0] + "." + parts[1] + "." + parts[2][..^2],
            ada.RefreshToken,
            "hlx_" + new string('a', 43),
        ];
        foreach (var token in bad)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/tasks/");
            request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + token);
            await Server.Anonymous().SendAsync(request).ShouldFail(401, "UNAUTHORIZED");
        }

        foreach (var scheme in (string[])["Basic dXNlcjpwYXNz", "Token " + ada.AccessToken, ada.AccessToken])
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/tasks/");
            request.Headers.TryAddWithoutValidation("Authorization", scheme);
            await Server.Anonymous().SendAsync(request).ShouldFail(401, "UNAUTHORIZED");
        }

        using var lower = new HttpRequestMessage(HttpMethod.Get, "/tasks/");
        lower.Headers.TryAddWithoutValidation("Authorization", "bearer " + ada.AccessToken);
        await Server.Anonymous().SendAsync(lower).ShouldBeOk();
    }

    [Test]
    public async Task Two_credentials_at_once_are_refused()
    {
        var ada = await Server.SignUp();
        var client = Server.Anonymous().Bearer(ada.AccessToken);
        client.DefaultRequestHeaders.Add("X-API-Key", "hlx_whatever");
        await client.Get("/tasks/").ShouldFail(401, "UNAUTHORIZED");
    }

    private static string Encode(string json) => System.Buffers.Text.Base64Url.EncodeToString(System.Text.Encoding.UTF8.GetBytes(json));

    private static string Pad(string base64Url) =>
        base64Url.Replace('-', '+').Replace('_', '/').PadRight((base64Url.Length + 3) / 4 * 4, '=');
}

/// <summary>Apart from the others, because time passes here.</summary>
public sealed class TokenLifetimeTests : ApiTest
{
    [Test]
    public async Task Tokens_expire()
    {
        var ada = await Server.SignUp();
        await ada.Client.Get("/tasks/").ShouldBeOk();
        Server.Clock.Advance(TimeSpan.FromMinutes(31));
        var expired = await ada.Client.Get("/tasks/").ShouldFail(401, "UNAUTHORIZED");
        Assert.That(expired.GetProperty("detail").GetString(), Does.Contain("expired"));

        await Server.Anonymous().PostJson("/auth/refresh", new { refresh_token = ada.RefreshToken }).ShouldBeOk();
        var bob = await Server.SignUp();
        Server.Clock.Advance(TimeSpan.FromDays(31));
        await Server.Anonymous().PostJson("/auth/refresh", new { refresh_token = bob.RefreshToken }).ShouldFail(401, "UNAUTHORIZED");
    }
}
