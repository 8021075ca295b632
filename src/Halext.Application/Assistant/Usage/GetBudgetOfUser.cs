using Halext.Application.Accounts.Users;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Common;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Assistant.Usage;

/// <summary>What a user may spend on models, and has spent.</summary>
[AdminOnly]
public sealed record GetBudgetOfUser(int UserId) : IQuery<BudgetDto>;

internal sealed class GetBudgetOfUserHandler(IAssistantDb db, ISpending spending, AssistantSettings settings, ISender sender)
    : IQueryHandler<GetBudgetOfUser, BudgetDto>
{
    public async Task<Result<BudgetDto>> Handle(GetBudgetOfUser request, CancellationToken ct)
    {
        var names = await sender.Send(new NameUsers([request.UserId]), ct);
        if (names.Failed)
            return names.Error;
        if (names.Value.Count == 0)
            return Error.NotFound("User", request.UserId);

        var own = await db.Profiles.AsNoTracking()
            .Where(p => p.OwnerId == request.UserId)
            .Select(p => new { p.MonthlyLimit, p.DailyTokenLimit })
            .FirstOrDefaultAsync(ct);
        return BudgetDto.Of(request.UserId, own?.MonthlyLimit, own?.DailyTokenLimit, settings, await spending.Of(request.UserId, ct));
    }
}
