using FluentValidation;
using Halext.Application.Accounts.Users;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Accounts;
using Halext.Domain.Common;
using Halext.Domain.Messaging;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Messaging.Messages;

/// <summary>Writes to one person, in the conversation of just the two, which begins with it when there is none. The assistant stays out of it.</summary>
/// <param name="Username">Whom.</param>
/// <param name="Content">The text.</param>
/// <param name="Model">Noted with the message.</param>
/// <param name="ClientMessageId">The client's own name for the message: sent again under the same name, it is the same message.</param>
public sealed record SendQuickMessage(string Username, string Content, string? Model = null, string? ClientMessageId = null) : ICommand<ChatMessageDto>;

internal sealed class SendQuickMessageValidator : AbstractValidator<SendQuickMessage>
{
    public SendQuickMessageValidator()
    {
        RuleFor(x => x.Username).NotEmpty().MaximumLength(User.EmailMaxLength);
        RuleFor(x => x.Content).IsMessageContent();
        RuleFor(x => x.Model).IsModelUsed();
        RuleFor(x => x.ClientMessageId).IsClientMessageId();
    }
}

internal sealed class SendQuickMessageHandler(IMessagingDb db, ICurrentUser user, ISender sender, TimeProvider clock)
    : ICommandHandler<SendQuickMessage, ChatMessageDto>
{
    public async Task<Result<ChatMessageDto>> Handle(SendQuickMessage request, CancellationToken ct)
    {
        var people = await sender.Send(new FindUsersByName([request.Username]), ct);
        if (people.Failed)
            return people.Error;
        if (people.Value is not [var other])
            return Error.NotFound("User", request.Username.Trim());
        if (other.Id == user.Id)
            return Error.Invalid(nameof(request.Username), "A quick message goes to somebody else.");

        await using var transaction = await db.BeginTransactionAsync(ct);
        var conversation = await db.LockConversationBetween(user.Id, other.Id).SingleOrDefaultAsync(ct);
        if (conversation is null)
        {
            // Somebody may begin it at the same time: then this meets the unique pair, and the use case runs again.
            conversation = Conversation.Between(user.Id, other.Id, $"Chat with {other.Username}", clock.GetUtcNow());
            db.Conversations.Add(conversation);
        }
        else if (!await db.LoadParts(conversation, _ => true, user.Id, ct) || conversation.Participants.Count != 2)
        {
            // Somebody came or went just now: what is meant for one person must not be read by a third.
            return Error.Conflict("Somebody has just joined or left this conversation; try again.");
        }
        else if ((await db.FindPosted(conversation.Id, user.Id, request.ClientMessageId, null, ct)).Value is { Message: var same })
        {
            return ChatMessageDto.Of(same, user.Id);
        }

        var message = conversation.Post(user.Id, request.Content, request.Model, request.ClientMessageId, null, clock.GetUtcNow());
        db.Messages.Add(message);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return ChatMessageDto.Of(message, user.Id);
    }
}
