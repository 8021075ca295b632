using Halext.Application;
using Halext.Application.Accounts;
using Halext.Application.Accounts.Users;
using Halext.Application.Common.Data;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Application.Planner.Tasks;
using Halext.Domain.Common;
using Microsoft.Extensions.DependencyInjection;
using Moq;

namespace Halext.UnitTests.Common.Messaging;

/// <summary>The behaviours together, as the product registers them. No handler can be made here, so reaching one would throw.</summary>
public sealed class PipelineTests
{
    private static readonly CreateTask BadTask = new("", null, null, null, default);
    private static readonly RegisterUser BadUser = new("a b", "nobody", "short", null);

    [Test]
    public async Task Nobody_learns_what_is_wrong_with_a_request_that_they_may_not_send()
    {
        var result = await Send(BadTask, actor: null);
        Assert.That(result.Error!.Code, Is.EqualTo("UNAUTHORIZED"));
        Assert.That(result.Error.Fields, Is.Null);
    }

    [Test]
    public async Task A_permission_rule_of_the_request_comes_before_validation()
    {
        var refused = await Send(BadUser with { AccessCode = "wrong" }, actor: null);
        Assert.That(refused.Error!.Code, Is.EqualTo("ACCESS_CODE_INVALID"));
        var missing = await Send(BadUser, actor: null);
        Assert.That(missing.Error!.Code, Is.EqualTo("ACCESS_CODE_INVALID"));

        var invalid = await Send(BadUser with { AccessCode = "open sesame" }, actor: null);
        Assert.That(invalid.Error!.Code, Is.EqualTo("VALIDATION_ERROR"));
        Assert.That(invalid.Error.Fields!.Keys, Is.EquivalentTo(new[] { "Username", "Email", "Password" }));
    }

    [Test]
    public async Task Who_may_send_it_learns_what_is_wrong_with_it()
    {
        var result = await Send(BadTask, new Actor(1, IsAdmin: false, Guid.Empty));
        Assert.That(result.Error!.Code, Is.EqualTo("VALIDATION_ERROR"));
        Assert.That(result.Error.Fields!.Keys, Is.EqualTo(new[] { "Title" }));
    }

    [Test]
    public void A_good_request_reaches_its_handler() =>
        Assert.ThrowsAsync<InvalidOperationException>(
            () => Send(BadTask with { Title = "t" }, new Actor(1, IsAdmin: false, Guid.Empty)), "the handler lacks its database");

    private static async Task<Result<T>> Send<T>(IUseCase<T> useCase, Actor? actor)
    {
        var services = new ServiceCollection().AddApplication().AddLogging()
            .AddSingleton<TimeProvider>(new FixedClock())
            .AddSingleton(Mock.Of<IUnitOfWork>())
            .AddSingleton(new AccountSettings("open sesame", TimeSpan.FromMinutes(30), TimeSpan.FromDays(30), "http://localhost", TimeSpan.FromDays(90)))
            .AddScoped(_ => Mock.Of<ICurrentUser>(u => u.Actor == actor));
        await using var provider = services.BuildServiceProvider();
        await using var scope = provider.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<ISender>().Send(useCase, default);
    }
}
