using Halext.Application.Common.Jobs;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Assistant;
using Halext.Domain.Common;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Assistant.Usage;

/// <summary>Deletes entries of the ledger that no question about usage needs any more.</summary>
[AdminOnly]
[Job("assistant.forget-uses", "Deletes calls of models from the ledger after two years.", Category = "maintenance")]
[Recurring("0 4 * * *")]
public sealed record ForgetModelUses : ICommand<DeletedDto>;

internal sealed class ForgetModelUsesHandler(IAssistantDb db, TimeProvider clock) : ICommandHandler<ForgetModelUses, DeletedDto>
{
    public async Task<Result<DeletedDto>> Handle(ForgetModelUses request, CancellationToken ct)
    {
        var oldest = DateOnly.FromDateTime((clock.GetUtcNow() - ModelUse.Kept).UtcDateTime);
        return new DeletedDto(await db.Uses.Where(u => u.Day < oldest).ExecuteDeleteAsync(ct));
    }
}
