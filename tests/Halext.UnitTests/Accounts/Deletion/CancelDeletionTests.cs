using Halext.Application.Accounts.Deletion;

namespace Halext.UnitTests.Accounts.Deletion;

public sealed class CancelDeletionTests
{
    [TestCase(0, true)]
    [TestCase(200, true)]
    [TestCase(201, false)]
    public void A_token_is_not_long(int length, bool isValid) =>
        Assert.That(new CancelDeletionValidator().WrongFields(new CancelDeletion(new string('x', length))), Is.EqualTo(isValid ? [] : new[] { "Token" }));

    [Test]
    public void A_token_can_be_left_out() => Assert.That(new CancelDeletionValidator().WrongFields(new CancelDeletion(null)), Is.Empty);
}
