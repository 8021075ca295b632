using System.Text.Json.Serialization;
using FluentValidation;
using Halext.Application.Accounts.Users;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Assistant;
using Halext.Domain.Common;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Assistant.Usage;

/// <summary>Sets what a user may spend on models, in place of what the operator configured for everybody; what is absent stays.</summary>
/// <param name="MonthlyLimitUsd">US dollars a month; 0 forbids whatever costs, which own machines do not; null goes back to the operator's limit.</param>
/// <param name="DailyTokenLimit">Tokens a day; 0 forbids all, null goes back to the operator's limit.</param>
[AdminOnly]
public sealed record SetBudget(Optional<decimal?> MonthlyLimitUsd, Optional<long?> DailyTokenLimit) : ICommand<BudgetDto>
{
    [JsonIgnore]
    public int UserId { get; init; }
}

internal sealed class SetBudgetValidator : AbstractValidator<SetBudget>
{
    private const decimal DollarsMax = 1_000_000_000m;

    public SetBudgetValidator()
    {
        RuleFor(x => x.MonthlyLimitUsd.Value).InclusiveBetween(0, DollarsMax);
        RuleFor(x => x.DailyTokenLimit.Value).GreaterThanOrEqualTo(0);
    }
}

internal sealed class SetBudgetHandler(IAssistantDb db, ISpending spending, AssistantSettings settings, ISender sender)
    : ICommandHandler<SetBudget, BudgetDto>
{
    public async Task<Result<BudgetDto>> Handle(SetBudget request, CancellationToken ct)
    {
        var names = await sender.Send(new NameUsers([request.UserId]), ct);
        if (names.Failed)
            return names.Error;
        if (names.Value.Count == 0)
            return Error.NotFound("User", request.UserId);

        var profile = await db.Profiles.FirstOrDefaultAsync(p => p.OwnerId == request.UserId, ct)
            ?? db.Profiles.Add(AssistantProfile.Create(request.UserId)).Entity;
        profile.Limit(request.MonthlyLimitUsd, request.DailyTokenLimit);
        await db.SaveChangesAsync(ct);
        return BudgetDto.Of(request.UserId, profile.MonthlyLimit, profile.DailyTokenLimit, settings, await spending.Of(request.UserId, ct));
    }
}
