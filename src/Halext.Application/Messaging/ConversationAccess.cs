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
        var found = await db.LockConversation(conversationId).WithPartOf(userId).SingleOrDefaultAsync(ct);
        return found is null ? ConversationErrors.NotFound(conversationId) : found;
    }

    /// <summary>The conversation locked, with everybody's part in it.</summary>
    public static async Task<Result<Conversation>> LockWithAll(this IMessagingDb db, int conversationId, int userId, CancellationToken ct)
    {
        var found = await db.LockConversation(conversationId)
            .Where(c => c.Participants.Any(p => p.UserId == userId))
            .Include(c => c.Participants)
            .SingleOrDefaultAsync(ct);
        return found is null ? ConversationErrors.NotFound(conversationId) : found;
    }

    /// <summary>A message to change, its conversation locked.</summary>
    public static async Task<Result<(Conversation Conversation, ChatMessage Message)>> LockMessage(
        this IMessagingDb db, int messageId, int userId, CancellationToken ct)
    {
        var conversation = await db.LockConversationOf(messageId).WithPartOf(userId).SingleOrDefaultAsync(ct);
        if (conversation is null)
            return ConversationErrors.MessageNotFound(messageId);
        return (conversation, await db.Messages.SingleAsync(m => m.Id == messageId, ct));
    }

    public static Result<Done> CheckOwner(this Conversation conversation, int userId) =>
        conversation.OwnerId == userId ? Done.Result : ConversationErrors.OwnerOnly;

    /// <summary>Only conversations that the person takes part in, with their part.</summary>
    public static IQueryable<Conversation> WithPartOf(this IQueryable<Conversation> conversations, int userId) =>
        conversations.Where(c => c.Participants.Any(p => p.UserId == userId)).Include(c => c.Participants.Where(p => p.UserId == userId));
}
