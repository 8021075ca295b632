using System.Collections;
using System.Reflection;
using FluentValidation;
using Halext.Application.Common.Auditing;
using Halext.Application.Common.Jobs;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using MediatR;

namespace Halext.ArchitectureTests.Rules;

/// <summary>One file, one sentence: a request with its validator, its authorizer and its handler.</summary>
internal static class Requests
{
    public static IEnumerable<Type> In(IEnumerable<Type> types) => types.Where(t => !t.IsInterface && Closings(t, typeof(IUseCase<>)).Any());

    /// <summary>A request is a value. API keys are checked by whether it is a command or a query.</summary>
    public static Verdict AreSealedRecords(IEnumerable<Type> types) => Verdict.Of(In(types), request =>
    {
        var kinds = Closings(request, typeof(ICommand<>)).Count() + Closings(request, typeof(IQuery<>)).Count();
        return IsSealedRecord(request) && kinds == 1 ? null : $"{request.FullName} is not a sealed record that is either one command or one query";
    });

    public static Verdict HaveOneHandler(IReadOnlyCollection<Type> types) => Verdict.Of(In(types), request =>
        types.Count(t => Served(t, typeof(IRequestHandler<,>)).Contains(request)) is var count and not 1
            ? $"{request.FullName} has {count} handlers"
            : null);

    /// <summary>Nobody calls them but the pipeline, and nobody looks for them anywhere but beside their request.</summary>
    public static Verdict HandlersValidatorsAndAuthorizersAreHidden(IEnumerable<Type> types) =>
        Verdict.Of(types.Where(t => Served(t).Any()), servant =>
            servant.IsVisible || !servant.IsSealed
                ? $"{servant.FullName} is not internal and sealed"
                : In(Served(servant)).Any(request => request.Namespace != servant.Namespace)
                    ? $"{servant.FullName} does not stand beside its request"
                    : null);

    /// <summary>Every string and every list has a maximum, which only a validator can set.</summary>
    public static Verdict WithTextOrListsHaveAValidator(IReadOnlyCollection<Type> types) =>
        Verdict.Of(In(types).Where(r => HasTextOrList(r, [])), request =>
            types.Any(t => Served(t, typeof(IValidator<>)).Contains(request)) ? null : $"{request.FullName} has text or lists but no validator");

    /// <summary>The audit trail sees by itself what an admin's command saves; what a bulk statement changes it must be told.</summary>
    public static Verdict TellWhatTheyChangeInBulkForAdmins(IEnumerable<Type> types) => Verdict.Of(
        types.Where(t => Served(t, typeof(IRequestHandler<,>)).Any(r => r.IsDefined(typeof(AdminOnlyAttribute)) && !r.IsDefined(typeof(RecurringAttribute)))),
        handler =>
        {
            var code = CompiledCode.Read(handler);
            return code.Calls().Any(m => m.Name is "ExecuteDeleteAsync" or "ExecuteUpdateAsync") && code.Uses().All(u => u.Name != nameof(AuditTrail))
                ? $"{handler.FullName} changes rows past the audit trail"
                : null;
        });

    private static bool IsSealedRecord(Type type) => type.IsSealed && type.GetMethod("<Clone>$") is not null;

    private static IEnumerable<Type> Served(Type servant) =>
        [.. Served(servant, typeof(IRequestHandler<,>)), .. Served(servant, typeof(IValidator<>)), .. Served(servant, typeof(IAuthorizer<>))];

    /// <summary>The requests that the class handles, validates or authorizes; bases are nobody's servants.</summary>
    private static IEnumerable<Type> Served(Type servant, Type role) =>
        servant is { IsAbstract: false, IsGenericTypeDefinition: false } ? Closings(servant, role).Select(i => i.GetGenericArguments()[0]) : [];

    private static IEnumerable<Type> Closings(Type type, Type generic) =>
        type.GetInterfaces().Where(i => i.IsGenericType && i.GetGenericTypeDefinition() == generic);

    private static bool HasTextOrList(Type type, HashSet<Type> seen) =>
        seen.Add(type) && type.GetProperties().Any(p => IsTextOrList(p.PropertyType, seen));

    private static bool IsTextOrList(Type type, HashSet<Type> seen) =>
        type.IsAssignableTo(typeof(IEnumerable)) // A string is one, too.
        || type.Namespace == typeof(System.Text.Json.JsonElement).Namespace
        || type.GetGenericArguments().Any(argument => IsTextOrList(argument, seen))
        // A request within a request is sent, and then validated, by itself.
        || (type.Namespace!.StartsWith("Halext.", StringComparison.Ordinal) && !In([type]).Any() && HasTextOrList(type, seen));
}
