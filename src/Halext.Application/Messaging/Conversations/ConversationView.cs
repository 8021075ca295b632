using Halext.Application.Accounts.Users;
using Halext.Application.Common.Messaging;
using Halext.Application.Messaging.Messages;
using Halext.Domain.Messaging;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Messaging.Conversations;

/// <summary>A conversation with what is shown of it.</summary>
internal sealed class ConversationView
{
    public required Conversation Conversation { get; init; }

    public required ChatMessage? LastMessage { get; init; }
}

internal static class ConversationViews
{
    /// <summary>Conversations of a person, tracked, with everybody's parts: a statement of their own, or each would repeat the newest message.</summary>
    public static async Task<List<ConversationView>> LoadWithPeople(
        this IMessagingDb db, IQueryable<Conversation> conversations, int userId, CancellationToken ct)
    {
        var views = await db.WithLastMessage(conversations)
            .OrderByDescending(v => v.Conversation.UpdatedAt).ThenByDescending(v => v.Conversation.Id)
            .ToListAsync(ct);
        if (views.Count == 0)
            return views;
        var ids = views.ConvertAll(v => v.Conversation.Id);
        await db.Participants.Where(p => ids.Contains(p.ConversationId)).LoadAsync(ct);

        // They may have been taken out between the two statements.
        views.RemoveAll(v => v.Conversation.Participants.All(p => p.UserId != userId));
        return views;
    }

    private static IQueryable<ConversationView> WithLastMessage(this IMessagingDb db, IQueryable<Conversation> conversations) =>
        from c in conversations
        from m in db.Messages.Where(m => m.ConversationId == c.Id && m.Number == c.MessageCount).DefaultIfEmpty()
        select new ConversationView { Conversation = c, LastMessage = m };

    /// <summary>What a participant sees, with everybody's names: one more statement, however many conversations there are.</summary>
    public static async Task<List<ConversationDto>> Show(
        this ISender sender, IReadOnlyCollection<ConversationView> views, int viewerId, CancellationToken ct)
    {
        var ids = views.SelectMany(v => v.Conversation.Participants.Select(p => p.UserId)).Distinct().ToList();
        var people = ids.Count == 0 ? [] : (await sender.Send(new SummarizeUsers(ids), ct)).Value;
        return [.. views.Select(v => Show(v, people, viewerId))];
    }

    private static ConversationDto Show(ConversationView view, Dictionary<int, UserSummaryDto> people, int viewerId)
    {
        var c = view.Conversation;

        // Somebody whose account went away meanwhile is left out.
        var details = c.Participants
            .OrderByDescending(p => p.UserId == c.OwnerId).ThenBy(p => p.JoinedAt).ThenBy(p => p.UserId)
            .Select(p => people.GetValueOrDefault(p.UserId)).OfType<UserSummaryDto>()
            .ToList();
        return new ConversationDto
        {
            Id = c.Id,
            Title = c.Title,
            Mode = c.Mode,
            WithAi = c.WithAi,
            DefaultModelId = c.DefaultModelId,
            SystemPrompt = c.SystemPrompt,
            HiveMindGoal = c.HiveMindGoal,
            OwnerId = c.OwnerId,
            MessageCount = c.MessageCount,
            CreatedAt = c.CreatedAt,
            UpdatedAt = c.UpdatedAt,
            Participants = [.. details.Select(d => d.Username)],
            ParticipantDetails = details,
            LastMessage = view.LastMessage is { } last ? ChatMessageDto.Of(last, viewerId) : null,
            UnreadCount = c.MessageCount - c.PartOf(viewerId).ReadCount,
        };
    }

    /// <summary>One conversation of the person, with all participants; tracked, for whoever wants to change it.</summary>
    public static async Task<ConversationView?> FindConversation(this IMessagingDb db, int id, int userId, CancellationToken ct) =>
        (await db.LoadWithPeople(db.Conversations.Where(c => c.Id == id && c.Participants.Any(p => p.UserId == userId)), userId, ct)).SingleOrDefault();
}
