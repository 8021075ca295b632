using Halext.Application.Common.Jobs;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Common;
using Halext.Domain.Operations;
using Halext.Infrastructure.Common.Data;
using Microsoft.EntityFrameworkCore;

namespace Halext.Infrastructure.Operations.Jobs;

/// <summary>Adds jobs to the session of the use case that wants them, which thereby commits both or neither.</summary>
internal sealed class JobQueue(HalextDb db, JobTypes types, ICurrentUser user, TimeProvider clock) : IJobQueue
{
    public Task<Guid> Enqueue<T>(IUseCase<T> request, JobOptions? options, CancellationToken ct) =>
        Add(request, options ?? new JobOptions(), (type, actor, payload, now, where) => Job.Create(type, actor, payload, now, where), ct);

    public async Task<Result<Guid>> Enqueue<T>(IUseCase<T> request, Recurrence recurrence, JobOptions? options, CancellationToken ct)
    {
        var schedule = Schedule.Read(recurrence, clock);
        if (schedule.Failed)
            return schedule.Error;
        return await Add(request, options ?? new JobOptions(), Create, ct);

        Job Create(string type, int? actor, string payload, DateTimeOffset now, JobPlacement where)
        {
            // A schedule has times for ever, or it would not have been read; only the end of the calendar is behind it.
            var notBefore = where.RunAt > now ? where.RunAt.Value.AddTicks(-1) : now;
            return Job.CreateSeries(type, actor, payload, now, where, recurrence, schedule.Value.After(notBefore) ?? DateTimeOffset.MaxValue);
        }
    }

    private async Task<Guid> Add<T>(
        IUseCase<T> request, JobOptions options, Func<string, int?, string, DateTimeOffset, JobPlacement, Job> create, CancellationToken ct)
    {
        var type = types.Of(request.GetType());
        var payload = type.Write(request);
        if (payload.Length > Job.PayloadMaxLength)
            throw new ArgumentException($"A request of {payload.Length} characters is too large for a job.", nameof(request));

        if (options.Queue is { } queue && !Job.IsQueueName(queue))
            throw new ArgumentException($"No queue may be called '{queue}'.", nameof(options));

        if (options.UniqueKey is { } key && await Open(type.Name, key, ct) is { } open)
            return open;

        var now = clock.GetUtcNow();
        var job = create(type.Name, Actor(options), payload, now, new JobPlacement(
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
