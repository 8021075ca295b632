using Halext.Application.Accounts.Users;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Realtime;
using Halext.Application.Common.Security;
using Halext.Domain.Common;

namespace Halext.Application.Messaging.Conversations;

/// <summary>Tells the others in a conversation that the signed-in user is typing, or has stopped.</summary>
public sealed record ShowTyping(int ConversationId, bool IsTyping) : ICommand;

/// <summary>Who is typing.</summary>
public sealed record TypingDto(int ConversationId, int UserId, string Username, bool IsTyping);

internal sealed class ShowTypingHandler(IMessagingDb db, ICurrentUser user, ISender sender, IRealtime realtime) : ICommandHandler<ShowTyping>
{
    public async Task<Result<Done>> Handle(ShowTyping request, CancellationToken ct)
    {
        if (await db.CheckParticipant(request.ConversationId, user.Id, ct) is { Failed: true } refused)
            return refused;
        var names = await sender.Send(new NameUsers([user.Id]), ct);
        if (names.Failed)
            return names.Error;

        var typing = new TypingDto(request.ConversationId, user.Id, names.Value.GetValueOrDefault(user.Id, ""), request.IsTyping);
        await realtime.PublishFleeting(Topics.Conversation(request.ConversationId), "typing", typing, ct);
        return Done.Result;
    }
}
