using Halext.Domain.Accounts;
using Halext.Infrastructure.Accounts;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace Halext.UnitTests.Accounts;

public sealed class IdentityPasswordHasherTests
{
    // The count of iterations stands in the hash, so few of them test the same.
    private readonly IdentityPasswordHasher _hasher =
        new(new PasswordHasher<User>(Options.Create(new PasswordHasherOptions { IterationCount = 10 })));

    [Test]
    public void Only_the_password_that_was_hashed_is_right()
    {
        var hash = _hasher.Hash("correct horse");
        Assert.That(hash, Does.Not.Contain("horse"));
        Assert.That(_hasher.Verify(hash, "correct horse"), Is.True);
        Assert.That(_hasher.Verify(hash, "Correct horse"), Is.False);
        Assert.That(_hasher.Verify(hash, ""), Is.False);
    }

    [Test]
    public void The_same_password_has_another_hash_each_time() =>
        Assert.That(Enumerable.Range(0, 3).Select(_ => _hasher.Hash("correct horse")), Is.Unique);

    [Test]
    public void Nothing_is_right_where_there_is_no_account() => Assert.That(_hasher.Verify(null, "correct horse"), Is.False);
}
