using Halext.Application.Accounts.SignIn;

namespace Halext.UnitTests.Accounts.SignIn;

public sealed class SignInWithPasswordTests
{
    private static readonly SignInWithPassword Good = new("ada", "correct horse");

    [Test]
    public void A_name_and_a_password_are_enough() => Assert.That(WrongFields(Good), Is.Empty);

    [TestCase(null, "ada@example.org", true)]
    [TestCase("", "ada@example.org", true)]
    [TestCase("ada", null, true)]
    [TestCase(null, null, false)]
    [TestCase("", " ", false)]
    [TestCase(" ", null, false)]
    public void A_name_or_an_address_is_needed(string? username, string? email, bool isValid) =>
        Assert.That(WrongFields(Good with { Username = username, Email = email }), Is.EqualTo(isValid ? [] : new[] { "Username" }));

    [TestCase(254, true)]
    [TestCase(255, false)]
    public void Names_and_addresses_end_at_254_characters(int length, bool isValid)
    {
        var text = new string('a', length);
        Assert.That(WrongFields(Good with { Username = text }), Is.EqualTo(isValid ? [] : new[] { "Username" }));
        Assert.That(WrongFields(Good with { Email = text }), Is.EqualTo(isValid ? [] : new[] { "Email" }));
    }

    // Short ones pass, because an old account may have one.
    [TestCase(0, false)]
    [TestCase(1, true)]
    [TestCase(256, true)]
    [TestCase(257, false)]
    public void A_password_has_1_to_256_characters(int length, bool isValid) =>
        Assert.That(WrongFields(Good with { Password = new string('a', length) }), Is.EqualTo(isValid ? [] : new[] { "Password" }));

    [Test]
    public void A_missing_password_is_named() => Assert.That(WrongFields(Good with { Password = null! }), Is.EqualTo(new[] { "Password" }));

    [TestCase(null, true)]
    [TestCase("", true)]
    [TestCase("password", true)]
    [TestCase("Password", false)]
    [TestCase("refresh_token", false)]
    public void The_grant_type_is_absent_or_password(string? type, bool isValid) =>
        Assert.That(WrongFields(Good with { GrantType = type }), Is.EqualTo(isValid ? [] : new[] { "GrantType" }));

    private static string[] WrongFields(SignInWithPassword request) => new SignInWithPasswordValidator().WrongFields(request);
}
