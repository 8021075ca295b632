using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Common;
using Halext.Domain.Messaging;

namespace Halext.Application.Messaging.Conversations;

/// <summary>One conversation that the signed-in user takes part in.</summary>
public sealed record GetConversation(int Id) : IQuery<ConversationDto>;

internal sealed class GetConversationHandler(IMessagingDb db, ICurrentUser user, ISender sender) : IQueryHandler<GetConversation, ConversationDto>
{
    public async Task<Result<ConversationDto>> Handle(GetConversation request, CancellationToken ct)
    {
        var found = await db.FindConversation(request.Id, user.Id, ct);
        return found is null ? ConversationErrors.NotFound(request.Id) : (await sender.Show([found], user.Id, ct))[0];
    }
}
