using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Common;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Messaging.Presence;

/// <summary>What the signed-in user's presence sockets listen to.</summary>
public sealed record ListWatched : IQuery<WatchedDto>
{
    /// <summary>Typing is shown in at most so many of somebody's conversations, the newest ones.</summary>
    public const int ConversationsMax = 1_000;
}

/// <param name="People">Whose presence they may see, themselves included.</param>
/// <param name="Conversations">Where they see others type.</param>
public sealed record WatchedDto(IReadOnlyList<int> People, IReadOnlyList<int> Conversations);

internal sealed class ListWatchedHandler(IMessagingDb db, ICurrentUser user, ISender sender) : IQueryHandler<ListWatched, WatchedDto>
{
    public async Task<Result<WatchedDto>> Handle(ListWatched request, CancellationToken ct)
    {
        var people = await sender.Send(new FindVisiblePeople(user.Id), ct);
        if (people.Failed)
            return people.Error;
        var conversations = await db.Participants
            .Where(p => p.UserId == user.Id)
            .OrderByDescending(p => p.ConversationId)
            .Select(p => p.ConversationId)
            .Take(ListWatched.ConversationsMax)
            .ToListAsync(ct);
        return new WatchedDto(people.Value, conversations);
    }
}
