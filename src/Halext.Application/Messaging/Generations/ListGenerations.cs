using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Common;
using Halext.Domain.Messaging;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Messaging.Generations;

/// <summary>The answers that are being written in a conversation, the oldest first: what a tab that opens attaches to.</summary>
public sealed record ListGenerations(int ConversationId) : IQuery<IReadOnlyList<GenerationChangedDto>>
{
    /// <summary>More are not shown.</summary>
    public const int Max = 100;
}

internal sealed class ListGenerationsHandler(IMessagingDb db, ICurrentUser user) : IQueryHandler<ListGenerations, IReadOnlyList<GenerationChangedDto>>
{
    public async Task<Result<IReadOnlyList<GenerationChangedDto>>> Handle(ListGenerations request, CancellationToken ct)
    {
        if (await db.CheckParticipant(request.ConversationId, user.Id, ct) is { Failed: true, Error: var refusal })
            return refusal;
        return await db.Generations.AsNoTracking()
            .Where(g => g.ConversationId == request.ConversationId && g.State == GenerationState.Running)
            .OrderBy(g => g.QuestionNumber)
            .Take(ListGenerations.Max)
            .Join(
                db.Messages,
                g => new { g.ConversationId, Number = g.QuestionNumber },
                m => new { m.ConversationId, m.Number },
                (g, m) => new GenerationChangedDto(g.Id, g.ConversationId, m.Id, g.State))
            .ToListAsync(ct);
    }
}
