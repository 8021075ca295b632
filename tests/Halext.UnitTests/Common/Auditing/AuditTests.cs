using System.Reflection;
using System.Runtime.CompilerServices;
using Halext.Application;
using Halext.Application.Accounts.SignIn;
using Halext.Application.Common.Auditing;
using Halext.Application.Common.Jobs;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Application.Operations.Jobs;
using Halext.Domain.Common;
using MediatR;
using Microsoft.Extensions.DependencyInjection;
using Moq;

namespace Halext.UnitTests.Common.Auditing;

public sealed class AuditTests
{
    private static readonly Actor Admin = new(7, IsAdmin: true, Guid.NewGuid());

    private static IEnumerable<Type> Requests => typeof(ApplicationServices).Assembly.GetTypes()
        .Where(t => t is { IsAbstract: false, IsInterface: false } && t.GetInterfaces().Any(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IUseCase<>)));

    private static IEnumerable<Type> AdminCommands => Requests.Where(t => t.IsDefined(typeof(AdminOnlyAttribute)) && IsCommand(t));

    private static readonly RowChange Renamed = new("things/3", Values(("Name", "old"), ("ApiKey", "hunter2"), ("TokenLimit", 5L)), Values(("Name", "new"), ("ApiKey", "hunter3"), ("TokenLimit", null)));

    /// <summary>Whatever command for admins is added: it is audited by that alone, done or refused.</summary>
    [TestCaseSource(nameof(AdminCommands))]
    public async Task Every_command_for_admins_is_audited(Type command)
    {
        Assert.That(await Entries(command, Admin, null), Has.Count.EqualTo(1));
        var refused = (await Entries(command, Admin with { IsAdmin = false }, Error.Forbidden("No."))).Single();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(refused.Action, Is.EqualTo(command.Name));
            Assert.That(refused.Outcome, Is.EqualTo("FORBIDDEN"));
            Assert.That(refused.ActorId, Is.EqualTo(7));
        }
    }

    [Test]
    public async Task Other_requests_are_not()
    {
        var others = Requests.Except(AdminCommands).Where(t => !t.IsDefined(typeof(AuditedAttribute))).ToList();
        Assert.That(others, Is.Not.Empty);
        foreach (var request in others)
            Assert.That(await Entries(request, Admin, null), Is.Empty, request.Name);
    }

    [Test]
    public async Task Nobody_and_the_clock_leave_no_entry_but_whoever_holds_the_machine_does()
    {
        Assert.That(await Entries(typeof(RetryJob), null, Error.Unauthenticated("No.")), Is.Empty);
        Assert.That(await Entries(typeof(ForgetFinishedJobs), Actor.System, null), Is.Empty);
        Assert.That((await Entries(typeof(RetryJob), Actor.System, null)).Single(), Has.Property(nameof(AuditRecord.Via)).EqualTo("system").And.Property(nameof(AuditRecord.ActorId)).Null);
        Assert.That((await Entries(typeof(RetryJob), Admin with { Key = new ApiKeyGrant(1, true, true) }, null)).Single().Via, Is.EqualTo("api_key"));
    }

    [Test]
    public async Task An_attempt_that_throws_is_seen() =>
        Assert.That((await Entries(typeof(RetryJob), Admin, null, new InvalidOperationException("bug"))).Single().Outcome, Is.EqualTo("INTERNAL_SERVER_ERROR"));

    [Test]
    public async Task A_trail_that_cannot_be_written_does_not_undo_what_was_done()
    {
        var log = new Mock<IAuditLog>();
        log.Setup(l => l.Watch()).Returns(Mock.Of<IChangeWatch>(w => w.Changes == Array.Empty<RowChange>()));
        log.Setup(l => l.Write(It.IsAny<AuditRecord>(), It.IsAny<CancellationToken>())).ThrowsAsync(new InvalidOperationException("no disk"));
        await Handle<RetryJob, Done>(log.Object, Admin, new RetryJob(Guid.NewGuid()), null, null);
        log.Verify(l => l.Write(It.IsAny<AuditRecord>(), It.IsAny<CancellationToken>()), Times.Once);
    }

    [Test]
    public async Task An_entry_says_who_what_where_and_to_what()
    {
        var id = Guid.NewGuid();
        var log = new Log();
        await Handle<RetryJob, Done>(log, Admin, new RetryJob(id), null, null);
        var entry = log.Entries.Single();
        Assert.That(entry, Is.EqualTo(new AuditRecord(
            FixedClock.Start, 7, "session", "RetryJob", "OK", new AuditTarget("jobs", id.ToString()), "192.0.2.7", "req-1", $$"""{"id":"{{id}}"}""", null, null)));
    }

    [Test]
    public async Task What_was_saved_is_told_without_secrets_and_only_when_it_was_done()
    {
        var entry = (await Entries(typeof(RetryJob), Admin, null, changes: [Renamed])).Single();
        Assert.That(entry.Before, Is.EqualTo("""{"name":"old","api_key":"***","token_limit":5}"""));
        Assert.That(entry.After, Is.EqualTo("""{"name":"new","api_key":"***","token_limit":null}"""));

        var several = (await Entries(typeof(RetryJob), Admin, null, changes: [Renamed with { Before = null }, new RowChange("others/1", Values(("A", 1)), null)])).Single();
        Assert.That(several.Before, Is.EqualTo("""{"others/1":{"a":1}}"""));
        Assert.That(several.After, Is.EqualTo("""{"things/3":{"name":"new","api_key":"***","token_limit":null}}"""));

        var refused = (await Entries(typeof(RetryJob), Admin, Error.Forbidden("No."), changes: [Renamed])).Single();
        Assert.That((refused.Before, refused.After), Is.EqualTo(((string?)null, (string?)null)));
    }

    /// <summary>Who is not signed in yet has no id; what they typed for a name is the target.</summary>
    [Test]
    public async Task Who_signs_in_for_what_only_admins_may_do_is_seen_whoever_it_is()
    {
        var log = new Log();
        await Handle<SignInAsAdmin, SessionDto>(log, null, new SignInAsAdmin("ada", "hunter2 hunter2"), Error.Unauthenticated("No."), null);
        Assert.That(log.Entries.Single(), Is.EqualTo(new AuditRecord(
            FixedClock.Start, null, "password", "SignInAsAdmin", "UNAUTHORIZED", new AuditTarget("signin", "ada"), "192.0.2.7", "req-1",
            """{"username":"ada","password":"***"}""", null, null)));
    }

    /// <summary>The behaviour stands before authorization, or refusals would not get to it.</summary>
    [Test]
    public void It_stands_before_authorization()
    {
        var order = new ServiceCollection().AddApplication().Where(s => s.ServiceType == typeof(IPipelineBehavior<,>)).Select(s => s.ImplementationType).ToList();
        Assert.That(order.IndexOf(typeof(AuditBehaviour<,>)), Is.GreaterThanOrEqualTo(0).And.LessThan(order.IndexOf(typeof(AuthorizationBehaviour<,>))));
    }

    private static bool IsCommand(Type t) => t.GetInterfaces().Any(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(ICommand<>));

    private static Dictionary<string, object?> Values(params (string Name, object? Value)[] values) => values.ToDictionary(v => v.Name, v => v.Value);

    private static async Task<List<AuditRecord>> Entries(Type request, Actor? actor, Error? refusal, Exception? exception = null, IReadOnlyList<RowChange>? changes = null)
    {
        var log = new Log { Changes = changes ?? [] };
        var answer = request.GetInterfaces().Single(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IUseCase<>)).GetGenericArguments()[0];
        var handle = typeof(AuditTests).GetMethod(nameof(Handle), BindingFlags.NonPublic | BindingFlags.Static)!.MakeGenericMethod(request, answer);
        try
        {
            await (Task)handle.Invoke(null, [log, actor, RuntimeHelpers.GetUninitializedObject(request), refusal, exception])!;
        }
        catch (InvalidOperationException e) when (e == exception)
        {
            // What the test threw comes out again.
        }

        return log.Entries;
    }

    private static async Task Handle<TRequest, T>(IAuditLog log, Actor? actor, TRequest request, Error? refusal, Exception? exception)
        where TRequest : IUseCase<T>
    {
        var origin = new CallOrigin();
        origin.Set("192.0.2.7", "req-1");
        await using var provider = new ServiceCollection().AddApplication().AddLogging()
            .AddSingleton<TimeProvider>(new FixedClock())
            .AddSingleton(log)
            .AddSingleton<ICallOrigin>(origin)
            .AddSingleton(Mock.Of<ICurrentUser>(u => u.Actor == actor))
            .BuildServiceProvider();
        await using var scope = provider.CreateAsyncScope();
        await new AuditBehaviour<TRequest, Result<T>>(scope.ServiceProvider).Handle(
            request, default, () => exception is null ? Task.FromResult(refusal is null ? (Result<T>)default(T)! : refusal) : throw exception);
    }

    private sealed class Log : IAuditLog, IChangeWatch
    {
        public List<AuditRecord> Entries { get; } = [];

        public IReadOnlyList<RowChange> Changes { get; init; } = [];

        public IChangeWatch Watch() => this;

        public void Dispose()
        {
        }

        public Task Write(AuditRecord entry, CancellationToken ct)
        {
            Entries.Add(entry);
            return Task.CompletedTask;
        }
    }
}
