using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Common;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Assistant.Usage;

/// <summary>What the signed-in person may spend on models, and has spent.</summary>
public sealed record GetBudget : IQuery<BudgetDto>;

internal sealed class GetBudgetHandler(IAssistantDb db, ISpending spending, AssistantSettings settings, ICurrentUser user)
    : IQueryHandler<GetBudget, BudgetDto>
{
    public async Task<Result<BudgetDto>> Handle(GetBudget request, CancellationToken ct)
    {
        var own = await db.Profiles.AsNoTracking().Where(p => p.OwnerId == user.Id).Select(p => new { p.MonthlyLimit, p.DailyTokenLimit }).FirstOrDefaultAsync(ct);
        return BudgetDto.Of(user.Id, own?.MonthlyLimit, own?.DailyTokenLimit, settings, await spending.Of(user.Id, ct));
    }
}
