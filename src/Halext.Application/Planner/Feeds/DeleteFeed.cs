using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Common;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Planner.Feeds;

/// <summary>Deletes a feed: its address stops working at once.</summary>
[SessionOnly]
public sealed record DeleteFeed(int Id) : ICommand;

internal sealed class DeleteFeedHandler(IPlannerDb db, ICurrentUser user) : ICommandHandler<DeleteFeed>
{
    public async Task<Result<Done>> Handle(DeleteFeed request, CancellationToken ct) =>
        await db.Feeds.Where(f => f.Id == request.Id && f.OwnerId == user.Id).ExecuteDeleteAsync(ct) == 0
            ? Error.NotFound("Feed", request.Id)
            : Done.Result;
}
