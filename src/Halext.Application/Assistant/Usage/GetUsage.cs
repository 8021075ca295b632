using FluentValidation;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Common;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Assistant.Usage;

/// <summary>What the signed-in person's calls of models used, by day or by model.</summary>
/// <param name="From">The first day; absent means 30 days in all.</param>
/// <param name="To">The last day; absent means today.</param>
/// <param name="GroupBy">day or model.</param>
public sealed record GetUsage(DateTimeOffset? From = null, DateTimeOffset? To = null, UsageGrouping GroupBy = UsageGrouping.Day) : IQuery<UsageDto>;

internal sealed class GetUsageValidator : AbstractValidator<GetUsage>
{
    public GetUsageValidator(TimeProvider clock)
    {
        this.IsUsageWindow(x => x.From, x => x.To, clock);
        RuleFor(x => x.GroupBy).Must(by => by is UsageGrouping.Day or UsageGrouping.Model).WithMessage("Your usage is summed by 'day' or by 'model'.");
    }
}

internal sealed class GetUsageHandler(IAssistantDb db, ICurrentUser user, TimeProvider clock) : IQueryHandler<GetUsage, UsageDto>
{
    public async Task<Result<UsageDto>> Handle(GetUsage request, CancellationToken ct)
    {
        var (first, last) = UsageQueries.Window(request.From, request.To, clock);
        return await db.Uses.AsNoTracking().Where(u => u.UserId == user.Id).Summarize(first, last, request.GroupBy, ct);
    }
}
