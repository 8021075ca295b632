using Halext.Application.Common.Data;
using Halext.Application.Common.Jobs;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Accounts;
using Halext.Domain.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace Halext.Application.Accounts.Deletion;

/// <summary>The hourly round: mails what is due to be told of deletions that people have asked for, and deletes the accounts that are due.</summary>
[AdminOnly]
[Job("accounts.delete-requested", "Warns by mail of requested deletions, and deletes the accounts that are due.", Category = "accounts", TimeoutSeconds = 3000)]
[Recurring(Cron.Hourly)]
public sealed record DeleteRequestedAccounts : ICommand<DeletionRoundDto>;

/// <summary>What a round has done.</summary>
/// <param name="Letters">Letters sent.</param>
/// <param name="Deleted">Accounts deleted.</param>
/// <param name="Kept">Accounts that are due and may not be deleted, such as the last admin's; they are looked at again after a day.</param>
/// <param name="Failed">Accounts with which something went wrong; the job's log names them, and they come again with the next round.</param>
public sealed record DeletionRoundDto(int Letters, int Deleted, int Kept, int Failed);

internal sealed partial class DeleteRequestedAccountsHandler(
    IAccountsDb db, ISender sender, IUnitOfWork session, IJobProgress progress, TimeProvider clock, ILogger<DeleteRequestedAccountsHandler> logger)
    : ICommandHandler<DeleteRequestedAccounts, DeletionRoundDto>
{
    private const int Portion = 100;

    public async Task<Result<DeletionRoundDto>> Handle(DeleteRequestedAccounts request, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var round = new DeletionRoundDto(0, 0, 0, 0);
        List<DeletionRequest> portion;
        var last = 0;
        do
        {
            // By id and not by time: each comes once in a round, whatever becomes of it.
            portion = await db.DeletionRequests.AsNoTracking()
                .Where(d => d.ActAt <= now && d.UserId > last)
                .OrderBy(d => d.UserId)
                .Take(Portion)
                .ToListAsync(ct);
            foreach (var deletion in portion)
            {
                round = await Advance(round, deletion, now, ct);
                last = deletion.UserId;
            }

            progress.Report(0, $"{round.Letters} letters, {round.Deleted} accounts deleted");
        }
        while (portion.Count == Portion);

        return round;
    }

    private async Task<DeletionRoundDto> Advance(DeletionRoundDto round, DeletionRequest deletion, DateTimeOffset now, CancellationToken ct)
    {
        try
        {
            return deletion.IsDue(now) ? await Delete(round, deletion.UserId, ct) : await Tell(round, deletion.UserId, ct);
        }
        catch (Exception e) when (e is not OperationCanceledException || !ct.IsCancellationRequested)
        {
            // One account must not keep the others waiting.
            LogFailed(logger, e, deletion.UserId);
            progress.Log($"user {deletion.UserId}: {e.GetType().Name}");
            return round with { Failed = round.Failed + 1 };
        }
        finally
        {
            session.Reset();
        }
    }

    private async Task<DeletionRoundDto> Delete(DeletionRoundDto round, int userId, CancellationToken ct)
    {
        var done = await sender.Send(new DeleteDueAccount(userId), ct);
        if (!done.Failed)
            return round with { Deleted = round.Deleted + 1 };
        if (done.Error.Code == AccountErrors.DeletionNotDue.Code)
            return round;

        progress.Log($"user {userId}: {done.Error.Message}");
        if (done.Error.Code != AccountErrors.LastAdmin.Code)
            return round with { Failed = round.Failed + 1 };
        var again = clock.GetUtcNow() + DeletionRequest.LookAgainAfter;
        await db.DeletionRequests.Where(d => d.UserId == userId).ExecuteUpdateAsync(set => set.SetProperty(d => d.ActAt, again), ct);
        return round with { Kept = round.Kept + 1 };
    }

    private async Task<DeletionRoundDto> Tell(DeletionRoundDto round, int userId, CancellationToken ct)
    {
        var told = await sender.Send(new SendDeletionLetter(userId), ct);
        if (!told.Failed)
            return round with { Letters = round.Letters + (told.Value.Sent is null ? 0 : 1) };
        progress.Log($"user {userId}: {told.Error.Message}");
        return round with { Failed = round.Failed + 1 };
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The requested deletion of user {UserId} could not be advanced; it comes again with the next round")]
    private static partial void LogFailed(ILogger logger, Exception exception, int userId);
}
