using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Common;
using Halext.Domain.Planner;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Planner.Labels;

/// <summary>Deletes a label; tasks lose it and stay.</summary>
public sealed record DeleteLabel(int Id) : ICommand;

internal sealed class DeleteLabelHandler(IPlannerDb db, ICurrentUser user) : ICommandHandler<DeleteLabel>
{
    public async Task<Result<Done>> Handle(DeleteLabel request, CancellationToken ct)
    {
        var deleted = await db.Labels.Where(l => l.Id == request.Id && l.OwnerId == user.Id).ExecuteDeleteAsync(ct);
        return deleted == 0 ? LabelErrors.NotFound(request.Id) : Done.Result;
    }
}
