using Halext.Domain.Accounts;
using Halext.Domain.Common;
using Halext.WebApi.Common.Errors;

namespace Halext.UnitTests.Common.Errors;

public sealed class ProblemsTests
{
    [TestCase(ErrorKind.Invalid, 422)]
    [TestCase(ErrorKind.Unauthenticated, 401)]
    [TestCase(ErrorKind.Forbidden, 403)]
    [TestCase(ErrorKind.NotFound, 404)]
    [TestCase(ErrorKind.Conflict, 409)]
    [TestCase(ErrorKind.LimitExceeded, 403)]
    [TestCase(ErrorKind.RateLimited, 429)]
    [TestCase(ErrorKind.Unavailable, 503)]
    public void A_kind_of_failure_has_its_status(ErrorKind kind, int status) => Assert.That(Problems.StatusOf(kind), Is.EqualTo(status));

    [Test]
    public void What_clients_know_by_another_status_keeps_that() =>
        Assert.That(
            new[] { AccountErrors.AdminAccount, AccountErrors.InvalidCancelToken, AccountErrors.LastAdmin }.Select(Problems.StatusOf),
            Is.EqualTo(new[] { 400, 400, 409 }));

    [Test]
    public void No_kind_is_without_a_status() =>
        Assert.That(Enum.GetValues<ErrorKind>().Select(kind => Problems.StatusOf(kind)), Is.All.InRange(400, 599));
}
