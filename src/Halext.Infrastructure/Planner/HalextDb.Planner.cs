using Halext.Application.Planner;
using Halext.Application.Planner.Labels;
using Halext.Application.Planner.Tasks;
using Halext.Domain.Planner;
using Microsoft.EntityFrameworkCore;

namespace Halext.Infrastructure.Common.Data;

public sealed partial class HalextDb : IPlannerDb
{
    private static readonly Func<HalextDb, int, int, IAsyncEnumerable<TaskDto>> NewestTasksQuery = EF.CompileAsyncQuery(
        (HalextDb db, int ownerId, int limit) => db.Tasks.AsNoTracking()
            .Where(t => t.OwnerId == ownerId)
            .OrderByDescending(t => t.Id)
            .Take(limit)
            .Select(t => new TaskDto
            {
                Id = t.Id,
                Title = t.Title,
                Description = t.Description,
                DueDate = t.DueDate,
                Labels = t.Labels.OrderBy(l => l.Id).Select(l => new LabelDto { Id = l.Id, Name = l.Name, Color = l.Color }).ToList(),
                OwnerId = t.OwnerId,
                Completed = t.CompletedAt != null,
                CreatedAt = t.CreatedAt,
            }));

    private static readonly Func<HalextDb, int, string[], IAsyncEnumerable<Label>> LabelsNamedQuery = EF.CompileAsyncQuery(
        (HalextDb db, int ownerId, string[] names) => db.Labels.Where(l => l.OwnerId == ownerId && names.Contains(l.Name)));

    public DbSet<TaskItem> Tasks => Set<TaskItem>();

    public DbSet<Label> Labels => Set<Label>();

    public IAsyncEnumerable<TaskDto> NewestTasks(int ownerId, int limit) => NewestTasksQuery(this, ownerId, limit);

    public IAsyncEnumerable<Label> LabelsNamed(int ownerId, string[] names) => LabelsNamedQuery(this, ownerId, names);
}
