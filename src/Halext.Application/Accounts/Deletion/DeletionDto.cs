using Halext.Domain.Accounts;

namespace Halext.Application.Accounts.Deletion;

/// <summary>That an account is going to be deleted.</summary>
/// <param name="RequestedAt">When its owner asked for it.</param>
/// <param name="ScheduledFor">It is deleted within an hour or so after this.</param>
/// <param name="DaysUntilDeletion">Whole days until then, a begun one included.</param>
public sealed record PendingDeletionDto(DateTimeOffset RequestedAt, DateTimeOffset ScheduledFor, int DaysUntilDeletion)
{
    internal static PendingDeletionDto? Of(DeletionRequest? request, DateTimeOffset now) =>
        request is null ? null : new PendingDeletionDto(request.RequestedAt, request.ScheduledFor, request.DaysLeft(now));
}

/// <param name="PendingDeletion">Null when nobody has asked for it.</param>
public sealed record DeletionDto(PendingDeletionDto? PendingDeletion);
