using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Common;
using Halext.Domain.Messaging;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Messaging.Generations;

/// <summary>Ends answers whose node has died, with what there is of them, and forgets those that ended long ago. Internal: every node sends it now and then.</summary>
[Public]
public sealed record EndLostGenerations : ICommand
{
    /// <summary>How many are ended at once.</summary>
    public const int BatchSize = 50;
}

internal sealed class EndLostGenerationsHandler(IMessagingDb db, ISender sender, TimeProvider clock) : ICommandHandler<EndLostGenerations>
{
    public async Task<Result<Done>> Handle(EndLostGenerations request, CancellationToken ct)
    {
        var deadline = clock.GetUtcNow() - Generation.LostAfter;
        var lost = await db.Generations.AsNoTracking()
            .Where(g => g.State == GenerationState.Running && g.AliveAt < deadline)
            .OrderBy(g => g.AliveAt)
            .Take(EndLostGenerations.BatchSize)
            .Select(g => g.Id)
            .ToListAsync(ct);
        Error? failed = null;
        foreach (var id in lost)
        {
            // Two nodes may find the same one: it is ended once.
            var pieces = await db.GenerationPieces.AsNoTracking().Where(p => p.GenerationId == id).OrderBy(p => p.Start).Select(p => p.Text).ToListAsync(ct);
            var answer = new AssistantAnswer(string.Concat(pieces), null, MessageFailure.Of(ConversationErrors.AnswerWasLost));
            var ended = await sender.Send(new EndGeneration(id, GenerationState.Failed, answer), ct);

            // One that cannot be ended holds up no other.
            failed ??= ended.Error;
        }

        var old = clock.GetUtcNow() - Generation.Kept;
        await db.Generations.Where(g => g.State != GenerationState.Running && g.AliveAt < old).ExecuteDeleteAsync(ct);
        return failed is null ? Done.Result : failed;
    }
}
