using Halext.Application.Common.Messaging;
using Halext.Domain.Common;
using Halext.Domain.Operations;

namespace Halext.Application.Common.Jobs;

/// <summary>Takes use cases that are to run behind the request, later or on another machine.</summary>
public interface IJobQueue
{
    /// <summary>
    /// Adds a job to the caller's session: it is there with the caller's next save (and commit, in a transaction), never before, and never
    /// without. It runs at least once; doing it twice must do no harm.
    /// </summary>
    /// <param name="request">A use case with a <see cref="JobAttribute"/>.</param>
    /// <param name="options">Null: at once, as the attribute says, on behalf of whoever is signed in.</param>
    /// <param name="ct">Ends the search for another job with the unique key; without a key nothing is asked.</param>
    /// <returns>The job's id, or that of the one which waits or runs under the same unique key.</returns>
    /// <exception cref="ArgumentException">The request has no <see cref="JobAttribute"/> or is too large, or no queue may be called so: a bug.</exception>
    /// <exception cref="InvalidOperationException">Nobody is signed in, and the options do not say for whom it is.</exception>
    Task<Guid> Enqueue<T>(IUseCase<T> request, JobOptions? options, CancellationToken ct);

    /// <summary>
    /// Adds a job that runs again and again: at each time of the schedule, until somebody cancels it or its account is gone. The next one is
    /// made with the end of the one before, keeps its keys, queue and priority, and is never beside it; times that pass meanwhile are passed over.
    /// </summary>
    /// <param name="request">A use case with a <see cref="JobAttribute"/>.</param>
    /// <param name="recurrence">When; people may have written it.</param>
    /// <param name="options">As for a single job; the first time is the first of the schedule behind <c>RunAt</c> or <c>Delay</c>.</param>
    /// <param name="ct">Ends the search for another job with the unique key.</param>
    /// <returns>
    /// The id of the series, by which it is cancelled, or of the job that waits or runs under the same unique key; VALIDATION_ERROR when
    /// the schedule cannot be read, has no time that comes, or the zone is unknown.
    /// </returns>
    /// <inheritdoc cref="Enqueue{T}(IUseCase{T}, JobOptions?, CancellationToken)" path="/exception"/>
    Task<Result<Guid>> Enqueue<T>(IUseCase<T> request, Recurrence recurrence, JobOptions? options, CancellationToken ct);
}

/// <summary>What is special about one job.</summary>
public sealed record JobOptions
{
    /// <summary>Not before this.</summary>
    public DateTimeOffset? RunAt { get; init; }

    /// <summary>Not before this much later.</summary>
    public TimeSpan? Delay { get; init; }

    /// <summary>While one with this key waits or runs there is no second one of the same type.</summary>
    public string? UniqueKey { get; init; }

    /// <summary>Of all jobs with this key one runs at a time.</summary>
    public string? ConcurrencyKey { get; init; }

    /// <summary>Instead of the type's.</summary>
    public int? Priority { get; init; }

    /// <summary>Instead of the type's.</summary>
    public string? Queue { get; init; }

    /// <summary>On whose behalf, where that is not whoever is signed in.</summary>
    public int? UserId { get; init; }

    /// <summary>On behalf of the system, which may do what an admin may.</summary>
    public bool AsSystem { get; init; }
}
