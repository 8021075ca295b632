using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Common;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Planner.Pages;

/// <summary>Deletes a page with its history. Only its owner may.</summary>
public sealed record DeletePage(int Id) : ICommand;

internal sealed class DeletePageHandler(IPlannerDb db, ICurrentUser user) : ICommandHandler<DeletePage>
{
    public async Task<Result<Done>> Handle(DeletePage request, CancellationToken ct)
    {
        if (await db.RefusalUnlessOwner(request.Id, user.Id, ct) is { } refusal)
            return refusal;
        await db.Pages.Where(p => p.Id == request.Id).ExecuteDeleteAsync(ct);
        return Done.Result;
    }
}
