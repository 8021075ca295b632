using Halext.Application.Common.Jobs;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Operations;
using Halext.Infrastructure.Common.Data;
using Microsoft.EntityFrameworkCore;

namespace Halext.Infrastructure.Operations.Jobs;

/// <summary>Adds jobs to the session of the use case that wants them, which thereby commits both or neither.</summary>
internal sealed class JobQueue(HalextDb db, JobTypes types, ICurrentUser user, TimeProvider clock) : IJobQueue
{
    public async Task<Guid> Enqueue<T>(IUseCase<T> request, JobOptions? options, CancellationToken ct)
    {
        options ??= new JobOptions();
        var type = types.Of(request.GetType());
        var payload = type.Write(request);
        if (payload.Length > Job.PayloadMaxLength)
            throw new ArgumentException($"A request of {payload.Length} characters is too large for a job.", nameof(request));

        if (options.UniqueKey is { } key && await Open(type.Name, key, ct) is { } open)
            return open;

        var now = clock.GetUtcNow();
        var job = Job.Create(type.Name, Actor(options), payload, now, new JobPlacement(
            options.Queue ?? type.Attribute.Queue,
            options.Priority ?? type.Attribute.Priority,
            options.RunAt ?? (options.Delay is { } delay ? now + delay : null),
            options.UniqueKey,
            options.ConcurrencyKey));
        db.Jobs.Add(job);
        return job.Id;
    }

    /// <summary>Who is faster between this look and the save is seen by the unique index; then the use case runs again (ADR 0003).</summary>
    private async Task<Guid?> Open(string type, string key, CancellationToken ct) =>
        db.Jobs.Local.FirstOrDefault(j => j.Type == type && j.UniqueKey == key)?.Id
        ?? await db.Jobs.AsNoTracking()
            .Where(j => j.Type == type && j.UniqueKey == key && Job.OpenStates.Contains(j.State))
            .Select(j => (Guid?)j.Id)
            .FirstOrDefaultAsync(ct);

    private int? Actor(JobOptions options) => options switch
    {
        { AsSystem: true } => null,
        { UserId: { } id } => id,
        _ => user.Actor is { IsSystem: true } ? null : user.Id,
    };
}
