using Halext.Domain.Common;
using Halext.Infrastructure.Accounts;

namespace Halext.UnitTests.Accounts;

public sealed class SignInThrottleTests
{
    [Test]
    public void One_attempt_too_many_is_refused_and_told_when_to_come_back()
    {
        using var throttle = new SignInThrottle(Settings.With(("RATE_LIMIT_SIGN_IN_PER_MINUTE", "3")));
        for (var i = 0; i < 3; i++)
            Assert.That(throttle.Attempt("ada"), Is.Null);

        var refusal = throttle.Attempt("ada")!;
        using (Assert.EnterMultipleScope())
        {
            Assert.That(refusal.Code, Is.EqualTo("RATE_LIMIT_EXCEEDED"));
            Assert.That(refusal.Kind, Is.EqualTo(ErrorKind.RateLimited));
            Assert.That(refusal.RetryAfter, Is.GreaterThan(TimeSpan.Zero).And.LessThanOrEqualTo(TimeSpan.FromMinutes(1)));
        }
    }

    [Test]
    public void Other_names_do_not_suffer()
    {
        using var throttle = new SignInThrottle(Settings.With(("RATE_LIMIT_SIGN_IN_PER_MINUTE", "1")));
        Assert.That(throttle.Attempt("ada"), Is.Null);
        Assert.That(throttle.Attempt("ada"), Is.Not.Null);
        Assert.That(throttle.Attempt("eve"), Is.Null);
    }

    [Test]
    public void Without_rate_limits_there_is_none()
    {
        using var throttle = new SignInThrottle(Settings.With(("RATE_LIMIT_SIGN_IN_PER_MINUTE", "1"), ("RATE_LIMIT_ENABLED", "false")));
        Assert.That(Enumerable.Range(0, 100).Select(_ => throttle.Attempt("ada")), Is.All.Null);
    }
}
