using Halext.Application.Accounts.ApiKeys;

namespace Halext.UnitTests.Accounts.ApiKeys;

public sealed class CreateApiKeyTests
{
    private static readonly CreateApiKey Good = new("script", null, null, null);

    [Test]
    public void A_name_is_enough() => Assert.That(WrongFields(Good), Is.Empty);

    [TestCase(0, false)]
    [TestCase(1, true)]
    [TestCase(100, true)]
    [TestCase(101, false)]
    public void A_name_has_1_to_100_characters(int length, bool isValid) =>
        Assert.That(WrongFields(Good with { Name = new string('a', length) }), Is.EqualTo(isValid ? [] : new[] { "Name" }));

    [TestCase(null)]
    [TestCase("  ")]
    public void A_name_is_needed(string? name) => Assert.That(WrongFields(Good with { Name = name! }), Is.EqualTo(new[] { "Name" }));

    [TestCase(new[] { "read" }, true)]
    [TestCase(new[] { "write", "READ" }, true)]
    [TestCase(new string[0], false)]
    [TestCase(new[] { "admin" }, false)]
    [TestCase(new[] { "read", "admin" }, false)]
    [TestCase(new[] { "read", null }, false)]
    public void Scopes_are_read_and_write(string?[] scopes, bool isValid) =>
        Assert.That(WrongFields(Good with { Scopes = scopes! }), Is.EqualTo(isValid ? [] : new[] { "Scopes" }));

    [TestCase(0, false)]
    [TestCase(1, true)]
    [TestCase(3650, true)]
    [TestCase(3651, false)]
    public void A_key_lives_for_1_day_to_10_years(int days, bool isValid) =>
        Assert.That(WrongFields(Good with { ExpiresInDays = days }), Is.EqualTo(isValid ? [] : new[] { "ExpiresInDays" }));

    [TestCase(-1, false)]
    [TestCase(0, false)]
    [TestCase(1, true)]
    public void A_key_ends_in_the_future(int seconds, bool isValid) =>
        Assert.That(WrongFields(Good with { ExpiresAt = FixedClock.Start.AddSeconds(seconds) }), Is.EqualTo(isValid ? [] : new[] { "ExpiresAt" }));

    [Test]
    public void Two_expiries_contradict_each_other() =>
        Assert.That(WrongFields(Good with { ExpiresInDays = 1, ExpiresAt = FixedClock.Start.AddDays(1) }), Is.EqualTo(new[] { "ExpiresAt" }));

    private static string[] WrongFields(CreateApiKey request) => new CreateApiKeyValidator(new FixedClock()).WrongFields(request);
}
