using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Common;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Planner;

/// <summary>How much everybody has planned, and what of it fell into a stretch of time. Internal: the operations ask it for admins.</summary>
[AdminOnly]
internal sealed record CountPlannerItems(DateTimeOffset From, DateTimeOffset To) : IQuery<PlannerCounts>;

/// <param name="EventsStarting">Single events, and series by their first.</param>
internal sealed record PlannerCounts(int Tasks, int Events, int TasksCompleted, int EventsStarting);

internal sealed class CountPlannerItemsHandler(IPlannerDb db) : IQueryHandler<CountPlannerItems, PlannerCounts>
{
    public async Task<Result<PlannerCounts>> Handle(CountPlannerItems request, CancellationToken ct)
    {
        var counts = await db.Tasks.Select(t => new { IsTask = true, IsInside = t.CompletedAt >= request.From && t.CompletedAt < request.To })
            .Concat(db.Events.Select(e => new { IsTask = false, IsInside = e.StartTime >= request.From && e.StartTime < request.To }))
            .GroupBy(i => i.IsTask)
            .Select(g => new { IsTask = g.Key, All = g.Count(), Inside = g.Count(i => i.IsInside) })
            .ToListAsync(ct);
        var (tasks, events) = (counts.Find(c => c.IsTask), counts.Find(c => !c.IsTask));
        return new PlannerCounts(tasks?.All ?? 0, events?.All ?? 0, tasks?.Inside ?? 0, events?.Inside ?? 0);
    }
}
