using Halext.Application.Common.Auditing;
using Halext.Domain.Common;
using Halext.Domain.Operations;
using MediatR;
using Microsoft.Extensions.DependencyInjection;

namespace Halext.Application.Common.Messaging;

/// <summary>
/// Writes down every command of an admin, done or refused, and what it saved. It stands before authorization, so that attempts are seen, too, and a new command
/// is audited by being for admins only.
/// </summary>
internal sealed class AuditBehaviour<TRequest, TResponse>(IServiceProvider services) : IPipelineBehavior<TRequest, TResponse>
    where TRequest : notnull
    where TResponse : IFailable<TResponse>
{
    private static readonly bool IsAudited = Auditor.Audits(typeof(TRequest));

    // Every request passes here and few are audited: the rest must not pay for an auditor.
    public Task<TResponse> Handle(TRequest request, CancellationToken ct, RequestHandlerDelegate<TResponse> next) =>
        IsAudited ? Watch(request, next, services.GetRequiredService<Auditor>()) : next();

    private static async Task<TResponse> Watch(TRequest request, RequestHandlerDelegate<TResponse> next, Auditor auditor)
    {
        using var watch = auditor.Watch();
        TResponse response;
        try
        {
            response = await next();
        }
        catch (Exception e)
        {
            // How much of it was done nobody knows; that it was begun must be seen.
            await auditor.Note(request, e is OperationCanceledException ? "CANCELLED" : "INTERNAL_SERVER_ERROR", watch.Changes);
            throw;
        }

        await auditor.Note(request, response.Error?.Code ?? AuditEntry.Success, watch.Changes);
        return response;
    }
}
