using FluentValidation;
using Halext.Application.Common.Jobs;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Common;
using Halext.Domain.Operations;

namespace Halext.Application.Operations.Jobs;

/// <summary>Runs a recurring job once more, now, as the system does.</summary>
[AdminOnly]
public sealed record TriggerJob(string Name) : ICommand<TriggeredJobDto>;

/// <summary>The job; one that waited or ran already, if there was one.</summary>
public sealed record TriggeredJobDto(Guid Id);

internal sealed class TriggerJobValidator : AbstractValidator<TriggerJob>
{
    public TriggerJobValidator() => RuleFor(x => x.Name).NotEmpty().MaximumLength(Job.TypeMaxLength);
}

internal sealed class TriggerJobHandler(IOperationsDb db, IJobQueue queue, JobTypes types, IRecurringJobs recurring) : ICommandHandler<TriggerJob, TriggeredJobDto>
{
    public async Task<Result<TriggeredJobDto>> Handle(TriggerJob request, CancellationToken ct)
    {
        if (types.Find(request.Name) is not { } type || !await recurring.IsScheduled(request.Name, ct))
            return Error.NotFound("Recurring job", request.Name);
        var id = await type.Enqueue(queue, new JobOptions { AsSystem = true, UniqueKey = RecurringAttribute.UniqueKey }, ct);
        await db.SaveChangesAsync(ct);
        return new TriggeredJobDto(id);
    }
}
