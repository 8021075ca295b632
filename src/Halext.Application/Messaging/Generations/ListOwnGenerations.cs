using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Common;
using Halext.Domain.Messaging;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Messaging.Generations;

/// <summary>The answers to the signed-in user's questions that are being written, in all conversations, the oldest first. Internal.</summary>
internal sealed record ListOwnGenerations : IQuery<IReadOnlyList<OwnGenerationDto>>;

/// <summary>An answer that is being written.</summary>
/// <param name="Model">Who was asked; null when nobody in particular was.</param>
internal sealed record OwnGenerationDto(Guid Id, int ConversationId, string? Model, DateTimeOffset StartedAt);

internal sealed class ListOwnGenerationsHandler(IMessagingDb db, ICurrentUser user) : IQueryHandler<ListOwnGenerations, IReadOnlyList<OwnGenerationDto>>
{
    public async Task<Result<IReadOnlyList<OwnGenerationDto>>> Handle(ListOwnGenerations request, CancellationToken ct) =>
        await db.Generations.AsNoTracking()
            .Where(g => g.UserId == user.Id && g.State == GenerationState.Running)
            .OrderBy(g => g.StartedAt)
            .Take(ListGenerations.Max)
            .Select(g => new OwnGenerationDto(g.Id, g.ConversationId, g.Model, g.StartedAt))
            .ToListAsync(ct);
}
