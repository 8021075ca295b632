using AutoMapper;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Application.Planner.Events;
using Halext.Application.Planner.Labels;
using Halext.Application.Planner.Pages;
using Halext.Application.Planner.Tasks;
using Halext.Domain.Common;

namespace Halext.Application.Planner.DemoData;

/// <summary>
/// Gives a new account labels, tasks, events and a page to look around with. Internal: only registration sends it, in its own transaction.
/// </summary>
[Public]
internal sealed record CreateDemoData(int OwnerId) : ICommand<DemoDataDto>;

/// <summary>What a new account starts with, in the order of the profile's lists.</summary>
internal sealed record DemoDataDto(
    IReadOnlyList<TaskDto> Tasks, IReadOnlyList<EventDto> Events, IReadOnlyList<PageDto> Pages, IReadOnlyList<LabelDto> Labels);

internal sealed class CreateDemoDataHandler(IPlannerDb db, IMapper mapper, TimeProvider clock) : ICommandHandler<CreateDemoData, DemoDataDto>
{
    public async Task<Result<DemoDataDto>> Handle(CreateDemoData request, CancellationToken ct)
    {
        var examples = new Examples(request.OwnerId, clock.GetUtcNow());
        var labels = examples.Labels();
        var tasks = examples.Tasks(labels);
        var events = examples.Events();
        var page = examples.Page();
        db.Labels.AddRange(labels.Values);
        db.Tasks.AddRange(tasks);
        db.Events.AddRange(events);
        db.Pages.Add(page);
        await db.SaveChangesAsync(ct);
        return new DemoDataDto(
            mapper.Map<List<TaskDto>>(tasks.OrderByDescending(t => t.Id)),
            [.. events.OrderByDescending(e => e.StartTime).ThenByDescending(e => e.Id).Select(e => EventDto.Of(e, request.OwnerId, []))],
            [new PageDto(page)],
            mapper.Map<List<LabelDto>>(labels.Values.OrderBy(l => l.Name, StringComparer.Ordinal)));
    }
}
