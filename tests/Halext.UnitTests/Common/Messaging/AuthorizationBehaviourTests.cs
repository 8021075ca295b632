using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Common;
using Moq;

namespace Halext.UnitTests.Common.Messaging;

public sealed class AuthorizationBehaviourTests
{
    private static readonly Actor Session = new(1, IsAdmin: false, Guid.Empty);
    private static readonly Actor Admin = Session with { IsAdmin = true };
    private static readonly Actor ReadKey = new(1, IsAdmin: false, null, new ApiKeyGrant(1, CanRead: true, CanWrite: false));
    private static readonly Actor WriteKey = new(1, IsAdmin: false, null, new ApiKeyGrant(1, CanRead: false, CanWrite: true));
    private static readonly Actor FullKey = new(1, IsAdmin: false, null, new ApiKeyGrant(1, CanRead: true, CanWrite: true));
    private static readonly Actor AdminsKey = FullKey with { IsAdmin = true };

    [Test]
    public async Task Nobody_may_do_nothing() => Assert.That(await Ask<Look, int>(null), Is.EqualTo("UNAUTHORIZED"));

    [Test]
    public async Task A_bad_credential_is_refused_with_its_own_reason()
    {
        var refusal = Error.Unauthenticated("The access token has expired.");
        var user = Mock.Of<ICurrentUser>(u => u.Refusal == refusal);
        var next = new Next<int>(_ => 1);
        var result = await new AuthorizationBehaviour<Look, Result<int>>(user, []).Handle(new Look(), default, next.Handle);
        Assert.That(result.Error, Is.SameAs(refusal));
        Assert.That(next.Calls, Is.Zero);
    }

    [Test]
    public async Task What_is_public_passes_even_with_a_bad_credential()
    {
        var user = Mock.Of<ICurrentUser>(u => u.Refusal == Error.Unauthenticated("Expired."));
        var result = await new AuthorizationBehaviour<LookAtPublic, Result<int>>(user, []).Handle(new LookAtPublic(), default, new Next<int>(_ => 1).Handle);
        Assert.That(result.Value, Is.EqualTo(1));
    }

    [Test]
    public async Task A_session_may_read_and_write()
    {
        Assert.That(await Ask<Look, int>(Session), Is.EqualTo("OK"));
        Assert.That(await Ask<Change, int>(Session), Is.EqualTo("OK"));
    }

    [Test]
    public async Task Only_admins_pass_where_only_admins_may()
    {
        Assert.That(await Ask<LookAsAdmin, int>(Session), Is.EqualTo("FORBIDDEN"));
        Assert.That(await Ask<LookAsAdmin, int>(FullKey), Is.EqualTo("FORBIDDEN"));
        Assert.That(await Ask<LookAsAdmin, int>(Admin), Is.EqualTo("OK"));
        Assert.That(await Ask<LookAsAdmin, int>(AdminsKey), Is.EqualTo("OK"));
    }

    [Test]
    public async Task No_key_passes_where_a_session_is_needed()
    {
        Assert.That(await Ask<ChangeInSession, int>(FullKey), Is.EqualTo("FORBIDDEN"));
        Assert.That(await Ask<ChangeInSession, int>(AdminsKey), Is.EqualTo("FORBIDDEN"));
        Assert.That(await Ask<ChangeInSession, int>(Session), Is.EqualTo("OK"));
    }

    [Test]
    public async Task A_key_needs_the_scope_of_the_kind_of_use_case()
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.That(await Ask<Look, int>(ReadKey), Is.EqualTo("OK"));
            Assert.That(await Ask<Change, int>(ReadKey), Is.EqualTo("FORBIDDEN"));
            Assert.That(await Ask<ChangeSilently, Done>(ReadKey), Is.EqualTo("FORBIDDEN"), "a command without an answer is a command");
            Assert.That(await Ask<Look, int>(WriteKey), Is.EqualTo("FORBIDDEN"));
            Assert.That(await Ask<Change, int>(WriteKey), Is.EqualTo("OK"));
            Assert.That(await Ask<ChangeSilently, Done>(WriteKey), Is.EqualTo("OK"));
        }
    }

    [Test]
    public async Task A_request_can_have_a_rule_of_its_own_which_is_asked_last()
    {
        var authorizer = new Mock<IAuthorizer<Look>>(MockBehavior.Strict);
        Assert.That(await Ask<Look, int>(null, authorizer.Object), Is.EqualTo("UNAUTHORIZED"), "the general rules come first");

        authorizer.Setup(a => a.Refusal(It.IsAny<Look>())).Returns(new Error("OWN_RULE", ErrorKind.Forbidden, "No."));
        Assert.That(await Ask<Look, int>(Session, authorizer.Object), Is.EqualTo("OWN_RULE"));
        Assert.That(await Ask<Look, int>(Session, Mock.Of<IAuthorizer<Look>>(), authorizer.Object), Is.EqualTo("OWN_RULE"), "one of several is enough");
        Assert.That(await Ask<Look, int>(Session, Mock.Of<IAuthorizer<Look>>()), Is.EqualTo("OK"));
    }

    [Test]
    public async Task Even_what_is_public_has_to_pass_its_own_rule()
    {
        var authorizer = Mock.Of<IAuthorizer<LookAtPublic>>(a => a.Refusal(It.IsAny<LookAtPublic>()) == Error.Forbidden("No."));
        Assert.That(await Ask<LookAtPublic, int>(null, authorizer), Is.EqualTo("FORBIDDEN"));
    }

    /// <summary>The outcome's code; also sees to it that a refused use case does not run, and any other runs once.</summary>
    private static async Task<string> Ask<TRequest, T>(Actor? actor, params IAuthorizer<TRequest>[] authorizers)
        where TRequest : IUseCase<T>, new()
    {
        var next = new Next<T>(_ => default(T)!);
        var user = Mock.Of<ICurrentUser>(u => u.Actor == actor);
        var result = await new AuthorizationBehaviour<TRequest, Result<T>>(user, authorizers).Handle(new TRequest(), default, next.Handle);
        Assert.That(next.Calls, Is.EqualTo(result.Failed ? 0 : 1));
        return result.Error?.Code ?? "OK";
    }
}
