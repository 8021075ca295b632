using System.Text.Json;
using Halext.Application.Accounts.Users;
using Halext.Application.Common.Events;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Application.Messaging.Realtime;
using Halext.Domain.Common;
using Halext.Domain.Messaging;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Messaging.Notifications;

/// <summary>
/// Tells everybody in a conversation who has not read its newest message and does not have it open: one notification each, however many
/// messages there are. Decides by what is stored now, so sending it again changes nothing. Internal: what happens in conversations sends it.
/// </summary>
[Public]
internal sealed record NotifyOfMessages(int ConversationId) : ICommand
{
    /// <summary>Tells only this person.</summary>
    public int? OnlyUserId { get; init; }

    /// <summary>Tells nothing unless something was posted at this time or later.</summary>
    public DateTimeOffset? PostedSince { get; init; }
}

internal sealed class NotifyOfMessagesHandler(IMessagingDb db, IRooms rooms, ISender sender) : ICommandHandler<NotifyOfMessages>
{
    private const string Assistant = "Assistant";
    private const string Somebody = "Somebody";

    public async Task<Result<Done>> Handle(NotifyOfMessages request, CancellationToken ct)
    {
        var newest = await db.Messages.AsNoTracking()
            .Where(m => m.ConversationId == request.ConversationId && m.DeletedAt == null)
            .OrderByDescending(m => m.Number)
            .Select(m => new
            {
                m.Id,
                m.Number,
                m.AuthorType,
                m.AuthorId,
                m.Content,
                m.CreatedAt,
                m.Conversation!.Title,
                m.Conversation!.MessageCount,
            })
            .FirstOrDefaultAsync(ct);
        if (newest is null || newest.CreatedAt < request.PostedSince)
            return Done.Result;

        var behind = await db.Participants.AsNoTracking()
            .Where(p => p.ConversationId == request.ConversationId && p.ReadCount < newest.Number && p.UserId != newest.AuthorId
                && (request.OnlyUserId == null || p.UserId == request.OnlyUserId))
            .Select(p => new NotificationRecipient(p.UserId, newest.MessageCount - p.ReadCount))
            .ToListAsync(ct);
        if (behind.Count == 0)
            return Done.Result;
        var here = await rooms.WhoIsIn(request.ConversationId, ct);
        behind.RemoveAll(r => here.Contains(r.UserId));
        if (behind.Count == 0)
            return Done.Result;

        var author = newest.AuthorType is AuthorType.Ai ? Assistant : await NameOf(newest.AuthorId, ct);
        var data = JsonSerializer.SerializeToElement(new { conversation_id = request.ConversationId, message_id = newest.Id });
        return await sender.Send(
            new Notify(behind, NotificationKind.Message, NotificationKeys.Messages(request.ConversationId), $"{author} in {newest.Title}", newest.Content, data)
            {
                Revision = newest.Number,
            },
            ct);
    }

    private async Task<string> NameOf(int? userId, CancellationToken ct) =>
        userId is { } id && (await sender.Send(new NameUsers([id]), ct)).Value.TryGetValue(id, out var name) ? name : Somebody;
}

/// <summary>What notifications about conversations are called.</summary>
internal static class NotificationKeys
{
    /// <summary>What was not read there.</summary>
    public static string Messages(int conversationId) => $"conversation:{conversationId}";

    /// <summary>That somebody was taken in.</summary>
    public static string Joined(int conversationId) => $"conversation:{conversationId}:joined";
}

internal sealed class OnVisitLost(ISender sender) : IRoomObserver
{
    public Task VisitLost(int conversationId, int userId, DateTimeOffset lastHeard, CancellationToken ct) =>
        sender.Follow(new NotifyOfMessages(conversationId) { OnlyUserId = userId, PostedSince = lastHeard }, ct);
}
