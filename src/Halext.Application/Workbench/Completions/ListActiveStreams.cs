using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Application.Messaging.Generations;
using Halext.Domain.Common;
using Halext.Domain.Workbench;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Workbench.Completions;

/// <summary>The streams of the signed-in user on all nodes, and the answers in conversations that are being written for them; the oldest first.</summary>
public sealed record ListActiveStreams : IQuery<ActiveStreamsDto>
{
    public const int Max = 100;
}

/// <summary>What can be cancelled.</summary>
public sealed record ActiveStreamsDto(IReadOnlyList<ActiveStreamDto> ActiveStreams)
{
    public int Count => ActiveStreams.Count;
}

/// <summary>A stream.</summary>
/// <param name="ModelId">Who was asked; null when nobody in particular was.</param>
public sealed record ActiveStreamDto(Guid StreamId, string? ModelId, int? ConversationId, DateTimeOffset StartedAt);

internal sealed class ListActiveStreamsHandler(IWorkbenchDb db, ICurrentUser user, ISender sender, TimeProvider clock)
    : IQueryHandler<ListActiveStreams, ActiveStreamsDto>
{
    public async Task<Result<ActiveStreamsDto>> Handle(ListActiveStreams request, CancellationToken ct)
    {
        var old = clock.GetUtcNow() - ChatStream.Lifetime;
        var alone = await db.ChatStreams
            .Where(s => s.UserId == user.Id && s.StartedAt >= old)
            .OrderBy(s => s.StartedAt)
            .Take(ListActiveStreams.Max)
            .Select(s => new ActiveStreamDto(s.Id, s.Model, null, s.StartedAt))
            .ToListAsync(ct);
        var written = await sender.Send(new ListOwnGenerations(), ct);
        if (written.Failed)
            return written.Error;
        var inConversations = written.Value.Select(g => new ActiveStreamDto(g.Id, g.Model, g.ConversationId, g.StartedAt));
        return new ActiveStreamsDto([.. alone.Concat(inConversations).OrderBy(s => s.StartedAt).Take(ListActiveStreams.Max)]);
    }
}
