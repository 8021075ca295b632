using Halext.Application.Accounts.Users;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Common;
using Halext.Domain.Messaging;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Messaging.Conversations;

/// <summary>Who takes part in a conversation, and how far they have read: the owner first, then as they came.</summary>
public sealed record ListParticipants(int ConversationId) : IQuery<IReadOnlyList<ParticipantDto>>;

internal sealed class ListParticipantsHandler(IMessagingDb db, ICurrentUser user, ISender sender)
    : IQueryHandler<ListParticipants, IReadOnlyList<ParticipantDto>>
{
    public async Task<Result<IReadOnlyList<ParticipantDto>>> Handle(ListParticipants request, CancellationToken ct)
    {
        var parts = await (
            from c in db.Conversations.AsNoTracking()
            where c.Id == request.ConversationId && c.Participants.Any(p => p.UserId == user.Id)
            from p in c.Participants
            from m in db.Messages.Where(m => m.ConversationId == c.Id && m.Number == p.ReadCount).DefaultIfEmpty()
            orderby p.UserId == c.OwnerId descending, p.JoinedAt, p.UserId
            select new { p.UserId, p.JoinedAt, IsOwner = p.UserId == c.OwnerId, LastReadMessageId = (int?)m.Id }).ToListAsync(ct);
        if (parts.Count == 0)
            return ConversationErrors.NotFound(request.ConversationId);

        var people = (await sender.Send(new SummarizeUsers([.. parts.Select(p => p.UserId)]), ct)).Value;
        return parts.Where(p => people.ContainsKey(p.UserId))
            .Select(p => new ParticipantDto(
                p.UserId,
                people[p.UserId].Username,
                people[p.UserId].FullName,
                p.IsOwner ? ParticipantRole.Owner : ParticipantRole.Member,
                p.LastReadMessageId,
                p.JoinedAt))
            .ToList();
    }
}
