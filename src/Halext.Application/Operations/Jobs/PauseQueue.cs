using FluentValidation;
using Halext.Application.Common.Jobs;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Common;
using Halext.Domain.Operations;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Operations.Jobs;

/// <summary>Pauses a queue, so that no node takes anything from it and what runs goes on to its end; or lets it go on.</summary>
[AdminOnly]
public sealed record PauseQueue(string Name, bool? IsPaused) : ICommand;

internal sealed class PauseQueueValidator : AbstractValidator<PauseQueue>
{
    public PauseQueueValidator()
    {
        RuleFor(x => x.Name).NotEmpty().MaximumLength(Job.QueueMaxLength);
        RuleFor(x => x.IsPaused).NotNull();
    }
}

internal sealed class PauseQueueHandler(IOperationsDb db, JobTypes types, TimeProvider clock) : ICommandHandler<PauseQueue>
{
    public async Task<Result<Done>> Handle(PauseQueue request, CancellationToken ct)
    {
        if (!await Exists(request.Name, ct))
            return Error.NotFound("Queue", request.Name);
        var (isPaused, paused) = (request.IsPaused!.Value, await db.PausedQueues.FirstOrDefaultAsync(q => q.Name == request.Name, ct));
        if (isPaused && paused is null)
            db.PausedQueues.Add(new PausedQueue(request.Name, clock.GetUtcNow()));
        else if (!isPaused && paused is not null)
            db.PausedQueues.Remove(paused);
        await db.SaveChangesAsync(ct);
        return Done.Result;
    }

    /// <summary>Whether the list of queues has it: a slip of the pen would pause nothing, and look as if it had.</summary>
    private async Task<bool> Exists(string name, CancellationToken ct) =>
        types.Queues.Contains(name)
        || await db.Jobs.Where(j => j.Queue == name && j.State != JobState.Succeeded && j.State != JobState.Cancelled).Select(j => j.Queue)
            .Union(db.PausedQueues.Where(q => q.Name == name).Select(q => q.Name))
            .AnyAsync(ct);
}
