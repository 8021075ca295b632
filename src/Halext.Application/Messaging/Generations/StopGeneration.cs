using Halext.Application.Common.Messaging;
using Halext.Application.Common.Realtime;
using Halext.Application.Common.Security;
using Halext.Domain.Common;
using Halext.Domain.Messaging;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Messaging.Generations;

/// <summary>Stops an answer, on whichever node it is written. What there is of it stays as a message. Stopping what has ended does nothing.</summary>
public sealed record StopGeneration(Guid Id) : ICommand
{
    /// <summary>Whether only an answer to the caller's own question is found, and only while it is written.</summary>
    public bool OwnOnly { get; init; }
}

/// <summary>Tells the node that writes.</summary>
public sealed record GenerationStopDto(Guid GenerationId);

internal sealed class StopGenerationHandler(IMessagingDb db, ICurrentUser user, IRealtime realtime, TimeProvider clock) : ICommandHandler<StopGeneration>
{
    public async Task<Result<Done>> Handle(StopGeneration request, CancellationToken ct)
    {
        var found = await db.Generations
            .Where(g => !request.OwnOnly || (g.UserId == user.Id && g.State == GenerationState.Running))
            .Where(g => g.Id == request.Id && db.Participants.Any(p => p.ConversationId == g.ConversationId && p.UserId == user.Id))
            .Select(g => new { Generation = g, OwnerId = db.Conversations.Where(c => c.Id == g.ConversationId).Select(c => c.OwnerId).First() })
            .SingleOrDefaultAsync(ct);
        if (found is null)
            return ConversationErrors.GenerationNotFound(request.Id);
        if (found.Generation.RequestStop(user.Id, found.OwnerId, clock.GetUtcNow()) is { Failed: true, Error: var refusal })
            return refusal;
        await db.SaveChangesAsync(ct);
        await realtime.PublishFleeting(Topics.Generations, "stop", new GenerationStopDto(request.Id), ct);
        return Done.Result;
    }
}
