using System.Linq.Expressions;
using Halext.Domain.Common;
using Halext.Domain.Messaging;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Messaging;

/// <summary>Who may do what in a conversation. To anybody but its participants it does not exist.</summary>
internal static class ConversationAccess
{
    /// <summary>Fails unless the person takes part.</summary>
    public static async Task<Result<Done>> CheckParticipant(this IMessagingDb db, int conversationId, int userId, CancellationToken ct) =>
        await db.Participants.AnyAsync(p => p.ConversationId == conversationId && p.UserId == userId, ct)
            ? Done.Result
            : ConversationErrors.NotFound(conversationId);

    /// <summary>The conversation locked, with the person's own part in it.</summary>
    public static async Task<Result<Conversation>> LockForParticipant(this IMessagingDb db, int conversationId, int userId, CancellationToken ct)
    {
        var found = await db.LockConversation(conversationId).SingleOrDefaultAsync(ct);
        return await db.LoadParts(found, p => p.UserId == userId, userId, ct) ? found! : ConversationErrors.NotFound(conversationId);
    }

    /// <summary>The conversation locked, with everybody's part in it.</summary>
    public static async Task<Result<Conversation>> LockWithAll(this IMessagingDb db, int conversationId, int userId, CancellationToken ct)
    {
        var found = await db.LockConversation(conversationId).SingleOrDefaultAsync(ct);
        return await db.LoadParts(found, _ => true, userId, ct) ? found! : ConversationErrors.NotFound(conversationId);
    }

    /// <summary>A message to change, its conversation locked.</summary>
    public static async Task<Result<(Conversation Conversation, ChatMessage Message)>> LockMessage(
        this IMessagingDb db, int messageId, int userId, CancellationToken ct)
    {
        var conversation = await db.LockConversationOf(messageId).SingleOrDefaultAsync(ct);
        if (!await db.LoadParts(conversation, p => p.UserId == userId, userId, ct))
            return ConversationErrors.MessageNotFound(messageId);
        return (conversation!, await db.Messages.SingleAsync(m => m.Id == messageId, ct));
    }

    /// <summary>
    /// Loads parts of a locked conversation. Not together with the lock: a statement that waits for it sees everything else as it was before,
    /// so it would name an owner who has just left, or count as unread what has just been read.
    /// </summary>
    /// <returns>Whether the person takes part.</returns>
    public static async Task<bool> LoadParts(
        this IMessagingDb db, Conversation? locked, Expression<Func<ConversationParticipant, bool>> which, int userId, CancellationToken ct)
    {
        if (locked is null)
            return false;
        await db.Participants.Where(p => p.ConversationId == locked.Id).Where(which).LoadAsync(ct);
        return locked.Participants.Any(p => p.UserId == userId);
    }

    public static Result<Done> CheckOwner(this Conversation conversation, int userId) =>
        conversation.OwnerId == userId ? Done.Result : ConversationErrors.OwnerOnly;
}
