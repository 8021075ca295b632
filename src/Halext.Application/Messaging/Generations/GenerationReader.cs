using Halext.Application.Assistant;
using Halext.Application.Messaging.Messages;
using Halext.Domain.Messaging;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Messaging.Generations;

internal static class GenerationReader
{
    /// <summary>Where it is; null when there is none that the person may see.</summary>
    public static Task<int?> FindConversationOf(this IMessagingDb db, Guid id, int viewerId, CancellationToken ct) =>
        db.Generations
            .Where(g => g.Id == id && db.Participants.Any(p => p.ConversationId == g.ConversationId && p.UserId == viewerId))
            .Select(g => (int?)g.ConversationId)
            .SingleOrDefaultAsync(ct);

    /// <summary>The generation as it stands, by one statement; null when there is none that the person may see.</summary>
    public static async Task<GenerationDto?> ReadGeneration(this IMessagingDb db, Guid id, int viewerId, CancellationToken ct)
    {
        // A subquery for the answer would become a window over all messages of all conversations.
        var found = await db.Generations.AsNoTracking()
            .Where(g => g.Id == id && db.Participants.Any(p => p.ConversationId == g.ConversationId && p.UserId == viewerId))
            .LeftJoin(
                db.Messages,
                g => new { g.ConversationId, Number = g.AnswerNumber },
                m => new { m.ConversationId, Number = (int?)m.Number },
                (g, answer) => new
                {
                    Generation = g,
                    Question = db.Messages.Where(m => m.ConversationId == g.ConversationId && m.Number == g.QuestionNumber)
                        .Select(m => new { m.Id, m.Tokens, m.Cost }).First(),
                    Answer = answer,
                    Pieces = db.GenerationPieces.Where(p => p.GenerationId == g.Id).OrderBy(p => p.Start).Select(p => p.Text).ToList(),
                })
            .SingleOrDefaultAsync(ct);
        if (found is null)
            return null;

        // Behind its end the pieces are gone: what was written begins the message, which may have been emptied meanwhile.
        var content = found.Answer is { } answer
            ? answer.Content[..Math.Min(found.Generation.Length, answer.Content.Length)]
            : string.Concat(found.Pieces);
        var usage = found is { Question.Tokens: { } read, Answer.Tokens: { } wrote }
            ? new ModelUsage(read, wrote, found.Question.Cost, found.Answer.Cost)
            : null;
        return new GenerationDto(
            id, found.Generation.ConversationId, found.Question.Id, found.Generation.State, content,
            found.Answer is null ? null : ChatMessageDto.Of(found.Answer, viewerId), usage, found.Generation.StartedAt, found.Generation.EndedAt);
    }
}
