using FluentValidation;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Common;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Assistant.Usage;

/// <summary>What everybody's calls of models used, or those of one user.</summary>
/// <param name="From">The first day; absent means 30 days in all.</param>
/// <param name="To">The last day; absent means today.</param>
/// <param name="GroupBy">day, model or user.</param>
/// <param name="UserId">Only this user's.</param>
[AdminOnly]
public sealed record GetUsageOfAll(
    DateTimeOffset? From = null, DateTimeOffset? To = null, UsageGrouping GroupBy = UsageGrouping.Day, int? UserId = null) : IQuery<UsageDto>;

internal sealed class GetUsageOfAllValidator : AbstractValidator<GetUsageOfAll>
{
    public GetUsageOfAllValidator(TimeProvider clock) => this.IsUsageWindow(x => x.From, x => x.To, clock);
}

internal sealed class GetUsageOfAllHandler(IAssistantDb db, TimeProvider clock) : IQueryHandler<GetUsageOfAll, UsageDto>
{
    public async Task<Result<UsageDto>> Handle(GetUsageOfAll request, CancellationToken ct)
    {
        var (first, last) = UsageQueries.Window(request.From, request.To, clock);
        var uses = db.Uses.AsNoTracking();
        if (request.UserId is { } id)
            uses = uses.Where(u => u.UserId == id);
        return await uses.Summarize(first, last, request.GroupBy, ct);
    }
}
