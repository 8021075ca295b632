using FluentValidation;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Common;
using Halext.Domain.Operations;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Operations.Jobs;

/// <summary>Lets nothing more be taken from a queue, on any node, or again; what runs goes on to its end. Without an end in sight: it drains.</summary>
[AdminOnly]
public sealed record PauseQueue(string Name, bool IsPaused) : ICommand;

internal sealed class PauseQueueValidator : AbstractValidator<PauseQueue>
{
    public PauseQueueValidator() => RuleFor(x => x.Name).NotEmpty().MaximumLength(Job.QueueMaxLength);
}

internal sealed class PauseQueueHandler(IOperationsDb db, TimeProvider clock) : ICommandHandler<PauseQueue>
{
    public async Task<Result<Done>> Handle(PauseQueue request, CancellationToken ct)
    {
        if (!request.IsPaused)
            await db.PausedQueues.Where(q => q.Name == request.Name).ExecuteDeleteAsync(ct);
        else if (!await db.PausedQueues.AnyAsync(q => q.Name == request.Name, ct))
        {
            db.PausedQueues.Add(new PausedQueue(request.Name, clock.GetUtcNow()));
            await db.SaveChangesAsync(ct);
        }

        return Done.Result;
    }
}
