using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Common;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Planner.Feeds;

/// <summary>The signed-in user's feeds, oldest first; there are at most fifty.</summary>
public sealed record ListFeeds : IQuery<IReadOnlyList<FeedDto>>;

internal sealed class ListFeedsHandler(IPlannerDb db, ICurrentUser user) : IQueryHandler<ListFeeds, IReadOnlyList<FeedDto>>
{
    public async Task<Result<IReadOnlyList<FeedDto>>> Handle(ListFeeds request, CancellationToken ct)
    {
        var feeds = await db.Feeds.AsNoTracking().Where(f => f.OwnerId == user.Id).OrderBy(f => f.Id).ToListAsync(ct);
        return feeds.ConvertAll(f => new FeedDto(f.Id, f.Name, f.Contents.Parts(), f.CreatedAt));
    }
}
