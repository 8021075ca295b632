using Halext.Application.Accounts.Users;
using Halext.Application.Assistant;
using Halext.Application.Common.Messaging;
using Halext.Domain.Common;
using Halext.Domain.Messaging;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Messaging.Conversations;

/// <summary>What a model is told about a conversation that works towards a goal: its goal and its newest messages.</summary>
internal static class HiveMind
{
    /// <summary>How many messages at the most.</summary>
    public const int MessagesMax = 50;

    /// <summary>In characters, of all messages together; older ones are left out first.</summary>
    public const int TotalMax = 30_000;

    public const string Summary =
        "Several people work towards a common goal in a conversation. Summarize in one or two short paragraphs how far they are: what has been "
        + "settled, what is open, and where they disagree. Write in the language of the conversation.";

    public const string NextSteps =
        "Several people work towards a common goal in a conversation. Name the next three to five steps that bring them closer to it, the most "
        + "important first, each in one sentence. Write in the language of the conversation.";

    /// <summary>Asks about a conversation on behalf of one of its participants.</summary>
    public static async Task<Result<Answered<T>>> AskAbout<TRaw, T>(
        this StructuredAnswers answers,
        IMessagingDb db,
        ISender sender,
        (int ConversationId, int UserId) participant,
        (string Route, string Instructions) task,
        AnswerForm<TRaw, T> form,
        CancellationToken ct)
        where TRaw : class
    {
        var (conversationId, userId) = participant;
        var found = await db.Conversations.AsNoTracking()
            .Where(c => c.Id == conversationId && c.Participants.Any(p => p.UserId == userId))
            .Select(c => new { c.HiveMindGoal, c.DefaultModelId })
            .SingleOrDefaultAsync(ct);
        if (found is null)
            return ConversationErrors.NotFound(conversationId);
        if (string.IsNullOrWhiteSpace(found.HiveMindGoal))
            return ConversationErrors.NoGoal;

        var newest = await db.Messages.AsNoTracking()
            .Where(m => m.ConversationId == conversationId && m.DeletedAt == null)
            .OrderByDescending(m => m.Number)
            .Take(MessagesMax)
            .Select(m => new Said(m.AuthorId, m.AuthorType, m.Content))
            .ToListAsync(ct);
        var authors = newest.Select(m => m.AuthorId).OfType<int>().Distinct().ToList();
        var names = authors.Count == 0 ? [] : (await sender.Send(new NameUsers(authors), ct)).Value;
        return await answers.Ask(
            new StructuredQuestion(
                task.Route, task.Instructions, new { Goal = found.HiveMindGoal, Messages = Shown(newest, names) }, found.DefaultModelId, conversationId),
            form,
            ct);
    }

    /// <summary>The newest messages that fit, oldest first.</summary>
    internal static List<object> Shown(IEnumerable<Said> newestFirst, IReadOnlyDictionary<int, string> names)
    {
        var left = TotalMax;
        var shown = newestFirst
            .TakeWhile(m => (left -= m.Content.Length) >= 0)
            .Select(object (m) => new
            {
                From = m.AuthorType == AuthorType.Ai ? "assistant" : names.GetValueOrDefault(m.AuthorId ?? 0, "somebody"),
                Text = m.Content,
            })
            .ToList();
        shown.Reverse();
        return shown;
    }

    internal sealed record Said(int? AuthorId, AuthorType AuthorType, string Content);
}
