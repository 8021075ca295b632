using System.Text.Json;
using Halext.Application;
using Halext.Application.Common.Jobs;
using Halext.Application.Common.Messaging;
using Halext.Domain.Common;
using Halext.Domain.Operations;
using Halext.Infrastructure.Operations.Jobs;

namespace Halext.UnitTests.Operations;

public sealed class JobTypesTests
{
    private static readonly JobTypes Product = new([new JobSource(typeof(ApplicationServices).Assembly)]);

    [Test]
    public void Every_schedule_of_the_product_can_be_read()
    {
        Assert.That(Product.All, Is.Not.Empty);
        foreach (var type in Product.All.Where(t => t.Recurring is not null))
        {
            Assert.That(() => RecurringJobs.Trigger(type, TimeProvider.System), Throws.Nothing, type.Name);
            Assert.That(() => type.CreateRequest(), Throws.Nothing, type.Name);
        }
    }

    [TestCase(typeof(BadCron), "test.bad-cron")]
    [TestCase(typeof(BadZone), "Middle-earth/Shire")]
    public void A_schedule_that_cannot_be_read_names_its_job(Type request, string named) =>
        Assert.That(() => RecurringJobs.Trigger(JobType.Of(request), TimeProvider.System), Throws.InvalidOperationException.With.Message.Contains(named));

    [Test]
    public void Requests_survive_being_stored_and_those_that_lack_something_say_what()
    {
        var type = JobType.Of(typeof(Remember));
        var request = new Remember("x", DayOfWeek.Friday);
        Assert.That(type.Read(type.Write(request)), Is.EqualTo(request));
        Assert.That(type.Read("""{"what":"x","formerly":true}"""), Is.EqualTo(new Remember("x")));
        Assert.That(() => type.Read("{}"), Throws.InstanceOf<JsonException>().With.Message.Contains("what"));
    }

    [Test]
    public void What_is_worth_another_try_is_said_by_the_type()
    {
        var usual = JobType.Of(typeof(Remember));
        var picky = JobType.Of(typeof(BadZone));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(usual.IsWorthRetrying(Error.Unavailable("")), Is.True);
            Assert.That(usual.IsWorthRetrying(Error.Invalid("")), Is.False);
            Assert.That(usual.IsWorthRetrying(new InvalidOperationException()), Is.True);
            Assert.That(picky.IsWorthRetrying(new FileNotFoundException()), Is.True, "an IOException");
            Assert.That(picky.IsWorthRetrying(new InvalidOperationException()), Is.False);
        }
    }

    [Test]
    public void A_request_without_the_attribute_is_no_job() =>
        Assert.That(() => Product.Of(typeof(NoJob)), Throws.ArgumentException.With.Message.Contains(nameof(NoJob)));

    [Job("test.remember", "Remembers.")]
    private sealed record Remember(string What, DayOfWeek When = DayOfWeek.Monday) : ICommand;

    private sealed record NoJob : ICommand;

    [Job("test.bad-cron", "Never.")]
    [Recurring("0 0 3 * * ?")]
    private sealed record BadCron : ICommand;

    [Job("test.bad-zone", "Nowhere.", RetryOnExceptions = [typeof(IOException)])]
    [Recurring(Cron.Hourly, TimeZone = "Middle-earth/Shire")]
    private sealed record BadZone : ICommand;
}
