using FluentValidation;
using Halext.Application.Common.Auditing;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Common;
using Halext.Domain.Operations;

namespace Halext.Application.Operations.Jobs;

/// <summary>Lets the times of a schedule pass without running its job, or not any more: then they count as missed, and its rule for those applies.</summary>
[AdminOnly]
public sealed record PauseRecurringJob(string Name, bool? IsPaused) : ICommand;

internal sealed class PauseRecurringJobValidator : AbstractValidator<PauseRecurringJob>
{
    public PauseRecurringJobValidator()
    {
        RuleFor(x => x.Name).NotEmpty().MaximumLength(Job.TypeMaxLength);
        RuleFor(x => x.IsPaused).NotNull();
    }
}

internal sealed class PauseRecurringJobHandler(IRecurringJobs recurring, AuditTrail trail) : ICommandHandler<PauseRecurringJob>
{
    public async Task<Result<Done>> Handle(PauseRecurringJob request, CancellationToken ct)
    {
        var wasPaused = await (request.IsPaused!.Value ? recurring.Pause(request.Name, ct) : recurring.Resume(request.Name, ct));
        if (wasPaused is null)
            return Error.NotFound("Recurring job", request.Name);
        trail.Changed("jobs", request.Name, new { IsPaused = wasPaused }, new { request.IsPaused });
        return Done.Result;
    }
}
