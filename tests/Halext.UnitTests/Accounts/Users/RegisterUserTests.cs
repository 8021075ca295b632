using Halext.Application.Accounts;
using Halext.Application.Accounts.Users;

namespace Halext.UnitTests.Accounts.Users;

public sealed class RegisterUserTests
{
    private static readonly RegisterUser Good = new("ada", "ada@example.org", "correct horse", "Ada Lovelace");

    [Test]
    public void A_good_registration_passes() => Assert.That(WrongFields(Good), Is.Empty);

    [TestCase(null, true)]
    [TestCase("", true)]
    [TestCase("ada", true)]
    [TestCase(" ada ", true)]
    [TestCase("Ada@Example.org", true)]
    [TestCase("eve@example.org", false)]
    [TestCase(" ", false)]
    [TestCase("a b", false)]
    [TestCase("a/b", false)]
    public void A_user_name_is_absent_or_valid(string? username, bool isValid) =>
        Assert.That(WrongFields(Good with { Username = username }), Is.EqualTo(isValid ? [] : new[] { "Username" }));

    [TestCase("ada@example.org", true)]
    [TestCase(" ada@example.org ", true)]
    [TestCase("ada", false)]
    [TestCase("ada@example.org\r\nBcc: eve@example.org", false)]
    [TestCase("", false)]
    [TestCase(null, false)]
    public void An_address_is_needed_and_valid(string? email, bool isValid) =>
        Assert.That(WrongFields(Good with { Email = email! }), Is.EqualTo(isValid ? [] : new[] { "Email" }));

    [TestCase(7, false)]
    [TestCase(8, true)]
    [TestCase(256, true)]
    [TestCase(257, false)]
    public void A_password_has_8_to_256_characters(int length, bool isValid) =>
        Assert.That(WrongFields(Good with { Password = new string('a', length) }), Is.EqualTo(isValid ? [] : new[] { "Password" }));

    [TestCase(null)]
    [TestCase("")]
    [TestCase("         ")]
    public void A_password_is_needed(string? password) =>
        Assert.That(WrongFields(Good with { Password = password! }), Is.EqualTo(new[] { "Password" }));

    [TestCase(200, true)]
    [TestCase(201, false)]
    public void A_full_name_has_at_most_200_characters(int length, bool isValid) =>
        Assert.That(WrongFields(Good with { FullName = new string('a', length) }), Is.EqualTo(isValid ? [] : new[] { "FullName" }));

    [TestCase(null, true)]
    [TestCase("", true)]
    [TestCase("Ada\r\nBcc: eve@example.org", false)]
    public void A_full_name_fits_into_a_mail_header(string? fullName, bool isValid) =>
        Assert.That(WrongFields(Good with { FullName = fullName }), Is.EqualTo(isValid ? [] : new[] { "FullName" }));

    [TestCase(null, null, true)]
    [TestCase(null, "anything", true)]
    [TestCase("open sesame", "open sesame", true)]
    [TestCase("open sesame", "Open sesame", false)]
    [TestCase("open sesame", "open", false)]
    [TestCase("open sesame", "", false)]
    [TestCase("open sesame", null, false)]
    public void Registration_asks_for_the_access_code_if_there_is_one(string? set, string? sent, bool isAllowed)
    {
        var settings = new AccountSettings(set, TimeSpan.FromMinutes(30), TimeSpan.FromDays(30), "http://localhost", TimeSpan.FromDays(90));
        Assert.That(new RegisterUserAuthorizer(settings).Refusal(Good with { AccessCode = sent })?.Code, Is.EqualTo(isAllowed ? null : "ACCESS_CODE_INVALID"));
    }

    private static string[] WrongFields(RegisterUser request) => new RegisterUserValidator().WrongFields(request);
}
