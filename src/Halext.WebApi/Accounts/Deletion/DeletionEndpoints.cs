using Halext.Application.Accounts.Deletion;
using Halext.Application.Common.Messaging;
using Halext.WebApi.Common.Endpoints;
using Halext.WebApi.Common.Errors;
using Halext.WebApi.Common.Security;

namespace Halext.WebApi.Accounts.Deletion;

internal sealed class DeletionEndpoints : IEndpointGroup
{
    public static void Map(IEndpointRouteBuilder app)
    {
        var me = app.MapGroup("/v1/users/me").WithTags("Users");
        me.MapDelete("/", RequestDeletionOfAccount).AnswersBadRequest();
        me.MapGet("/delete-request", GetDeletion);
        me.MapPost("/delete-request", RequestDeletion).AnswersBadRequest();
        me.MapPost("/delete-request/cancel", CancelDeletion).AllowAnonymous().RequireRateLimiting(RateLimiting.SignIn)
            .AnswersBadRequest().Produces(StatusCodes.Status401Unauthorized).Produces(StatusCodes.Status403Forbidden);
        app.MapDelete("/admin/users/{id:int}/delete-request", CancelAnyDeletion).WithTags("Users (admin)");
    }

    /// <summary>Asks for the deletion of the signed-in person's account, like POST /v1/users/me/delete-request.</summary>
    private static Task<NoContentReply> RequestDeletionOfAccount(ISender sender, CancellationToken ct) => sender.Send(new RequestDeletion(), ct).ToNoContent();

    private static Task<OkReply<DeletionDto>> GetDeletion(ISender sender, CancellationToken ct) => sender.Send(new GetDeletion(), ct).ToOk();

    private static Task<OkReply<DeletionDto>> RequestDeletion(ISender sender, CancellationToken ct) => sender.Send(new RequestDeletion(), ct).ToOk();

    private static Task<OkReply<DeletionDto>> CancelDeletion(CancelDeletion? body, ISender sender, CancellationToken ct) =>
        sender.Send(body ?? new CancelDeletion(null), ct).ToOk();

    private static Task<NoContentReply> CancelAnyDeletion(int id, ISender sender, CancellationToken ct) => sender.Send(new CancelAnyDeletion(id), ct).ToNoContent();
}
