using System.Text.RegularExpressions;
using Halext.TestKit;

namespace Halext.ApiTests.Accounts.SignIn;

public sealed partial class PasswordResetTests : ApiTest
{
    [Test]
    public async Task A_mail_with_a_token_sets_a_new_password_once()
    {
        var ada = await Server.SignUp("forgetful");
        await Server.Anonymous().PostJson("/v1/auth/forgot-password", new { email = ada.Email.ToUpperInvariant() }).ShouldBeOk();
        var token = await TokenFor(ada);

        await Server.Anonymous().PostJson("/auth/reset-password", new { token, new_password = "short" }).ShouldFail(422, "VALIDATION_ERROR", "new_password");
        await Server.Anonymous().PostJson("/auth/reset-password", new { token, new_password = "a new password" }).ShouldBeOk();
        await Server.Anonymous().PostJson("/auth/reset-password", new { token, new_password = "a third password" }).ShouldFail(422, "VALIDATION_ERROR", "token");

        await ada.Client.Get("/tasks/").ShouldFail(401, "UNAUTHORIZED");
        await Server.Anonymous().PostForm("/token", ("username", ada.Username), ("password", TestUser.Password)).ShouldFail(401, "UNAUTHORIZED");
        await Server.Anonymous().PostForm("/token", ("username", ada.Username), ("password", "a new password")).ShouldBeOk();
    }

    [Test]
    public async Task A_changed_password_or_address_ends_what_was_mailed_before()
    {
        var ada = await Server.SignUp("changer");
        await Server.Anonymous().PostJson("/auth/forgot-password", new { email = ada.Email }).ShouldBeOk();
        var session = await ada.Client.PostJson("/auth/change-password", new { current_password = TestUser.Password, new_password = "another password" }).ShouldBeOk();
        await Server.Anonymous().PostJson("/auth/reset-password", new { token = await TokenFor(ada), new_password = "stolen password" }).ShouldFail(422, "VALIDATION_ERROR", "token");
        await Server.Anonymous().Bearer(session.GetProperty("access_token").GetString()).Get("/tasks/").ShouldBeOk();

        var bob = await Server.SignUp("mover");
        await Server.Anonymous().PostJson("/auth/forgot-password", new { email = bob.Email }).ShouldBeOk();
        await bob.Client.PatchJson("/users/me/", new { email = "moved@demo.org", current_password = TestUser.Password }).ShouldBeOk();
        await Server.Anonymous().PostJson("/auth/reset-password", new { token = await TokenFor(bob), new_password = "stolen password" }).ShouldFail(422, "VALIDATION_ERROR", "token");
    }

    [Test]
    public async Task The_answer_does_not_tell_who_has_an_account()
    {
        var ada = await Server.SignUp();
        var known = await Server.Anonymous().PostJson("/auth/forgot-password", new { email = ada.Email }).ShouldBeOk();
        var unknown = await Server.Anonymous().PostJson("/auth/forgot-password", new { email = "nobody@example.org" }).ShouldBeOk();
        Assert.That(known.GetRawText(), Is.EqualTo(unknown.GetRawText()));
        await Server.Anonymous().PostJson("/auth/forgot-password", new { email = "nonsense" }).ShouldFail(422, "VALIDATION_ERROR", "email");
    }

    [Test]
    public async Task A_made_up_token_is_refused() =>
        await Server.Anonymous().PostJson("/auth/reset-password", new { token = "made-up", new_password = "a new password" }).ShouldFail(422, "VALIDATION_ERROR", "token");

    [Test]
    public async Task A_production_server_without_a_mail_server_says_so()
    {
        await using var server = await TestServer.Start(isProduction: true);
        await server.Anonymous().PostJson("/auth/forgot-password", new { email = "a@b.c" }).ShouldFail(503, "SERVICE_UNAVAILABLE");
    }

    private async Task<string> TokenFor(TestUser user)
    {
        string? text = null;
        await Eventually.True(() =>
        {
            text = Directory.Exists(Server.MailDirectory)
                ? Directory.GetFiles(Server.MailDirectory, "*.eml").Select(File.ReadAllText).FirstOrDefault(t => t.Contains(user.Email, StringComparison.Ordinal))
                : null;
            return text is not null;
        });
        return TokenInLink().Match(text!).Groups[1].Value;
    }

    [GeneratedRegex(@"\?token=(\S+)")]
    private static partial Regex TokenInLink();
}
