using Halext.Infrastructure.Common.Configuration;

namespace Halext.UnitTests.Common.Configuration;

public sealed class SecretStrengthTests
{
    [TestCase("kT9vX2mQ7rL4wZ8nB3cY6hJ1fD5gS0pA")]
    [TestCase("b1946ac92492d2347c6235b4d2611184ac92492d", TestName = "Hexadecimal digits are enough")]
    [TestCase("kT9vX2mQ7rL4wZ8n/testB3cY6hJ1fD5gS0pA+Zz", TestName = "A random secret may spell a word")]
    public void A_random_secret_is_fit(string secret) => Assert.That(SecretStrength.Weakness(secret, 32), Is.Null);

    [TestCase("", "shorter than 32")]
    [TestCase("kT9vX2mQ7rL4wZ8nB3cY6hJ1fD5gS0p", "shorter than 32")]
    [TestCase("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "repeats")]
    [TestCase("123456789123456789123456789123456789", "repeats")]
    [TestCase("your-secret-key-change-this-in-production", "placeholder")]
    [TestCase("CHANGE_ME_to_something_long_and_random", "placeholder")]
    [TestCase("this is an example of a secret, honestly", "placeholder")]
    public void A_weak_secret_is_told_why_without_being_told(string secret, string reason)
    {
        var weakness = SecretStrength.Weakness(secret, 32);
        Assert.That(weakness, Does.Contain(reason));
        Assert.That(secret.Length == 0 || !weakness!.Contains(secret, StringComparison.Ordinal));
    }
}
