using System.Reflection;
using Halext.Application.Common.Security;
using Halext.Domain.Accounts;
using Halext.Domain.Common;
using MediatR;

namespace Halext.Application.Common.Messaging;

/// <summary>
/// Refuses what the caller may not do, before anything of the request is looked at. Whoever is not told otherwise by an attribute of the
/// request must be signed in; an API key also needs the scope of the request's kind.
/// </summary>
internal sealed class AuthorizationBehaviour<TRequest, TResponse>(ICurrentUser user, IEnumerable<IAuthorizer<TRequest>> authorizers)
    : IPipelineBehavior<TRequest, TResponse>
    where TResponse : IFailable<TResponse>
{
    private static readonly bool IsPublic = typeof(TRequest).IsDefined(typeof(PublicAttribute));
    private static readonly bool IsForAdmins = typeof(TRequest).IsDefined(typeof(AdminOnlyAttribute));
    private static readonly bool IsForSessions = typeof(TRequest).IsDefined(typeof(SessionOnlyAttribute));

    private static readonly ApiScope Scope =
        typeof(TRequest).GetInterfaces().Any(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(ICommand<>))
            ? ApiScope.Write
            : ApiScope.Read;

    public Task<TResponse> Handle(TRequest request, CancellationToken ct, RequestHandlerDelegate<TResponse> next) =>
        Refusal(request) is { } error ? Task.FromResult(TResponse.Fail(error)) : next();

    private Error? Refusal(TRequest request)
    {
        if (!IsPublic && RefusalOf(user) is { } refusal)
            return refusal;

        foreach (var authorizer in authorizers)
        {
            if (authorizer.Refusal(request) is { } own)
                return own;
        }

        return null;
    }

    private static Error? RefusalOf(ICurrentUser user) => user.Actor switch
    {
        null => user.Refusal ?? Error.Unauthenticated("Not authenticated: send an access token or an API key."),
        { Key: not null } when IsForSessions => Error.Forbidden("An API key may not do this; sign in with a password."),
        { Key: { CanRead: false } } when Scope is ApiScope.Read => Error.Forbidden("This API key lacks the scope 'read'."),
        { Key: { CanWrite: false } } when Scope is ApiScope.Write => Error.Forbidden("This API key lacks the scope 'write'."),
        { IsAdmin: false } when IsForAdmins => Error.Forbidden("Only an admin may do this."),
        _ => null,
    };
}
