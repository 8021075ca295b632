using Halext.Domain.Accounts;

namespace Halext.UnitTests.Accounts;

public sealed class ApiKeyTests
{
    private static readonly DateTimeOffset Now = FixedClock.Start;

    [TestCase(new[] { ApiScope.Read }, true, false)]
    [TestCase(new[] { ApiScope.Write }, false, true)]
    [TestCase(new[] { ApiScope.Read, ApiScope.Write }, true, true)]
    [TestCase(new ApiScope[0], false, false)]
    public void A_key_may_do_what_its_scopes_say(ApiScope[] scopes, bool canRead, bool canWrite)
    {
        var key = Create(scopes);
        Assert.That(key.CanRead, Is.EqualTo(canRead));
        Assert.That(key.CanWrite, Is.EqualTo(canWrite));
    }

    [Test]
    public void Only_the_beginning_of_the_key_is_kept()
    {
        var key = Create([ApiScope.Read]);
        Assert.That(key.Prefix, Is.EqualTo("hlx_abcdefgh"));
        Assert.That(key.Name, Is.EqualTo("script"));
    }

    [Test]
    public void Revoking_twice_keeps_the_first_instant()
    {
        var key = Create([ApiScope.Read]);
        Assert.That(key.RevokedAt, Is.Null);
        key.Revoke(Now);
        key.Revoke(Now.AddDays(1));
        Assert.That(key.RevokedAt, Is.EqualTo(Now));
    }

    private static ApiKey Create(ApiScope[] scopes) => ApiKey.Create(1, " script ", "hlx_abcdefghijklmnop", [1, 2, 3], scopes, null, Now);
}
