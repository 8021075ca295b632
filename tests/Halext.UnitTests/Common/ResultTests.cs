using Halext.Domain.Common;

namespace Halext.UnitTests.Common;

public sealed class ResultTests
{
    [Test]
    public void A_value_becomes_a_success()
    {
        Result<int> result = 7;
        Assert.That(result.Failed, Is.False);
        Assert.That(result.Error, Is.Null);
        Assert.That(result.Value, Is.EqualTo(7));
    }

    [Test]
    public void An_error_becomes_a_failure_whose_value_cannot_be_read()
    {
        Result<int> result = Error.Conflict("Taken.");
        Assert.That(result.Failed, Is.True);
        Assert.That(result.Error, Is.EqualTo(Error.Conflict("Taken.")));
        Assert.That(Assert.Throws<InvalidOperationException>(() => _ = result.Value)!.Message, Is.EqualTo("Taken."));
    }

    [Test]
    public void A_forgotten_result_is_not_taken_for_a_success()
    {
        var result = default(Result<int>);
        Assert.Throws<InvalidOperationException>(() => _ = result.Value);
    }

    [Test]
    public void Generic_code_can_fail_without_knowing_the_value()
    {
        Assert.That(Fail<Result<string>>().Error!.Code, Is.EqualTo("FORBIDDEN"));

        static T Fail<T>()
            where T : IFailable<T> => T.Fail(Error.Forbidden("No."));
    }

    [Test]
    public void Done_is_a_success() => Assert.That(Done.Result.Failed, Is.False);
}
