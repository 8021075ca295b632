using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Common;
using Halext.Domain.Planner;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Planner.Tasks;

/// <summary>Deletes a task of the signed-in user; its labels stay.</summary>
public sealed record DeleteTask(int Id) : ICommand;

internal sealed class DeleteTaskHandler(IPlannerDb db, ICurrentUser user) : ICommandHandler<DeleteTask>
{
    public async Task<Result<Done>> Handle(DeleteTask request, CancellationToken ct)
    {
        var deleted = await db.Tasks.Where(t => t.Id == request.Id && t.OwnerId == user.Id).ExecuteDeleteAsync(ct);
        return deleted == 0 ? TaskErrors.NotFound(request.Id) : Done.Result;
    }
}
