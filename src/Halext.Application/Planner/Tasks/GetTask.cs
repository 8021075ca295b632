using AutoMapper;
using AutoMapper.QueryableExtensions;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Common;
using Halext.Domain.Planner;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Planner.Tasks;

/// <summary>One task of the signed-in user.</summary>
public sealed record GetTask(int Id) : IQuery<TaskDto>;

internal sealed class GetTaskHandler(IPlannerDb db, ICurrentUser user, IMapper mapper) : IQueryHandler<GetTask, TaskDto>
{
    public async Task<Result<TaskDto>> Handle(GetTask request, CancellationToken ct)
    {
        var task = await db.Tasks.AsNoTracking()
            .Where(t => t.Id == request.Id && t.OwnerId == user.Id)
            .ProjectTo<TaskDto>(mapper.ConfigurationProvider)
            .FirstOrDefaultAsync(ct);
        return task is null ? TaskErrors.NotFound(request.Id) : task;
    }
}
