using Halext.Domain.Common;
using Halext.Domain.Messaging;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Messaging.Messages;

/// <summary>A message that is there already.</summary>
/// <param name="Message">It.</param>
/// <param name="GenerationId">What answers it, or has answered it; null when nothing does or it is long ago.</param>
internal sealed record PostedMessage(ChatMessage Message, Guid? GenerationId);

internal static class MessageQueries
{
    /// <summary>The messages of a conversation that were posted before one; all when it is null.</summary>
    public static IQueryable<ChatMessage> Before(this IQueryable<ChatMessage> messages, IMessagingDb db, int conversationId, int? messageId) =>
        messageId is null
            ? messages
            : messages.Where(m => m.Number < db.Messages.Where(o => o.Id == messageId && o.ConversationId == conversationId).Select(o => o.Number).FirstOrDefault());

    /// <summary>The messages of a conversation that were posted behind one; all when there is no such message.</summary>
    public static IQueryable<ChatMessage> After(this IQueryable<ChatMessage> messages, IMessagingDb db, int conversationId, int messageId) =>
        messages.Where(m => m.Number > db.Messages.Where(o => o.Id == messageId && o.ConversationId == conversationId).Select(o => o.Number).FirstOrDefault());

    /// <summary>
    /// The message that the author posted before under the same name of their own; null when there is none. Refuses when the message that it
    /// shall answer is not there.
    /// </summary>
    public static async Task<Result<PostedMessage?>> FindPosted(
        this IMessagingDb db, int conversationId, int authorId, string? clientMessageId, int? replyToId, CancellationToken ct)
    {
        if (clientMessageId is null && replyToId is null)
            return default(PostedMessage);
        var found = await db.Messages.AsNoTracking()
            .Where(m => m.ConversationId == conversationId
                && (m.Id == replyToId || (clientMessageId != null && m.AuthorId == authorId && m.ClientMessageId == clientMessageId)))
            .Select(m => new PostedMessage(
                m,
                db.Generations.Where(g => g.ConversationId == m.ConversationId && g.QuestionNumber == m.Number).Select(g => (Guid?)g.Id).FirstOrDefault()))
            .ToListAsync(ct);
        var posted = found.Find(p => clientMessageId is not null && p.Message.AuthorId == authorId && p.Message.ClientMessageId == clientMessageId);
        return posted is null && replyToId is not null && !found.Exists(p => p.Message.Id == replyToId)
            ? Error.Invalid(nameof(PostMessage.ReplyToId), "reply_to_id is no message of this conversation.")
            : posted;
    }
}
