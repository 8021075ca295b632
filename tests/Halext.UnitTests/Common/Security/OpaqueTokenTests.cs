using System.Buffers.Text;
using System.Security.Cryptography;
using Halext.Application.Common.Security;

namespace Halext.UnitTests.Common.Security;

public sealed class OpaqueTokenTests
{
    [Test]
    public void A_token_is_256_bits_behind_its_marker()
    {
        var token = OpaqueToken.Create("hlx_");
        Assert.That(token, Does.Match("^hlx_[A-Za-z0-9_-]{43}$"));
        Assert.That(Base64Url.DecodeFromChars(token.AsSpan(4)), Has.Length.EqualTo(32));
        Assert.That(OpaqueToken.Create(), Does.Match("^[A-Za-z0-9_-]{43}$"));
    }

    [Test]
    public void No_two_tokens_are_alike() =>
        Assert.That(Enumerable.Range(0, 1000).Select(_ => OpaqueToken.Create()), Is.Unique);

    [Test]
    public void The_hash_is_sha256_of_the_text() =>
        Assert.That(OpaqueToken.Hash("abc"), Is.EqualTo(SHA256.HashData("abc"u8)).And.Length.EqualTo(32));
}
