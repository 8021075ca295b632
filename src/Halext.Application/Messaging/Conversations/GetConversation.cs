using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Application.Messaging.Messages;
using Halext.Domain.Common;
using Halext.Domain.Messaging;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Messaging.Conversations;

/// <summary>One conversation that the signed-in user takes part in, with its newest messages.</summary>
public sealed record GetConversation(int Id) : IQuery<ConversationDto>
{
    /// <summary>Those before are listed by themselves.</summary>
    public const int MessagesMax = 100;
}

internal sealed class GetConversationHandler(IMessagingDb db, ICurrentUser user, ISender sender) : IQueryHandler<GetConversation, ConversationDto>
{
    public async Task<Result<ConversationDto>> Handle(GetConversation request, CancellationToken ct)
    {
        var found = await db.FindConversation(request.Id, user.Id, ct);
        if (found is null)
            return ConversationErrors.NotFound(request.Id);
        var newest = await db.Messages.AsNoTracking()
            .Where(m => m.ConversationId == request.Id)
            .OrderByDescending(m => m.Number)
            .Take(GetConversation.MessagesMax)
            .Select(m => ChatMessageDto.Of(m, user.Id))
            .ToListAsync(ct);
        newest.Reverse();
        return (await sender.Show([found], user.Id, ct))[0] with { Messages = newest };
    }
}
