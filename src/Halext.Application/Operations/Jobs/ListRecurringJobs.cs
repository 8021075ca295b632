using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Common;

namespace Halext.Application.Operations.Jobs;

/// <summary>Every job with a schedule, and when it runs next.</summary>
[AdminOnly]
public sealed record ListRecurringJobs : IQuery<IReadOnlyList<RecurringJob>>;

internal sealed class ListRecurringJobsHandler(IRecurringJobs recurring) : IQueryHandler<ListRecurringJobs, IReadOnlyList<RecurringJob>>
{
    public async Task<Result<IReadOnlyList<RecurringJob>>> Handle(ListRecurringJobs request, CancellationToken ct) => (await recurring.List(ct)).ToList();
}
