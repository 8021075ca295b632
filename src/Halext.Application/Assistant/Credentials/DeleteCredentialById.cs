using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Common;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Assistant.Credentials;

/// <summary>Deletes one of the signed-in person's own keys by its id.</summary>
public sealed record DeleteCredentialById(int Id) : ICommand;

internal sealed class DeleteCredentialByIdHandler(IAssistantDb db, ICurrentUser user) : ICommandHandler<DeleteCredentialById>
{
    public async Task<Result<Done>> Handle(DeleteCredentialById request, CancellationToken ct) =>
        await db.Credentials.Where(c => c.Id == request.Id && c.OwnerId == user.Id).ExecuteDeleteAsync(ct) == 0
            ? Error.NotFound("Credential", request.Id)
            : Done.Result;
}
