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
        var paused = await db.PausedQueues.FirstOrDefaultAsync(q => q.Name == request.Name, ct);
        if (request.IsPaused && paused is null)
            db.PausedQueues.Add(new PausedQueue(request.Name, clock.GetUtcNow()));
        else if (!request.IsPaused && paused is not null)
            db.PausedQueues.Remove(paused);
        await db.SaveChangesAsync(ct);
        return Done.Result;
    }
}
