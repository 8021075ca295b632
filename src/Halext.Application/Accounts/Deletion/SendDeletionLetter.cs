using Halext.Application.Common.Jobs;
using Halext.Application.Common.Mail;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Accounts;
using Halext.Domain.Common;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Accounts.Deletion;

/// <summary>
/// Mails the owner of an account that is going to be deleted what is due to be told, if anything is. Internal: asking for the deletion has
/// it run at once, and the hourly round whenever something is due.
/// </summary>
[Public]
[Job("accounts.send-deletion-letter", "Tells somebody by mail that their account is going to be deleted.", Category = "accounts", BackoffSeconds = 900)]
internal sealed record SendDeletionLetter(int UserId) : ICommand<DeletionLetterDto>;

/// <param name="Sent">Which letter went out; null when none was due, or the server sends no mail.</param>
internal sealed record DeletionLetterDto(DeletionLetter? Sent);

internal sealed class SendDeletionLetterHandler(IAccountsDb db, IMailQueue mail, AccountSettings settings, TimeProvider clock)
    : ICommandHandler<SendDeletionLetter, DeletionLetterDto>
{
    public async Task<Result<DeletionLetterDto>> Handle(SendDeletionLetter request, CancellationToken ct)
    {
        // Noted before it is sent: a second worker finds nothing to do, and the link works whenever the letter arrives. A process that dies
        // before the third step has the letter sent once more; that is better than not at all.
        if (await Begin(request.UserId, ct) is not { } attempt)
            return new DeletionLetterDto(null);
        if (attempt.Mail is { } letter && await mail.Deliver(letter, ct) is { Failed: true } failure)
            return failure.Error;
        await Settle(request.UserId, attempt, ct);
        return new DeletionLetterDto(attempt.Mail is null ? null : attempt.Kind);
    }

    private async Task<Attempt?> Begin(int userId, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        await using var transaction = await db.BeginTransactionAsync(ct);
        var deletion = await db.LockDeletionRequest(userId).SingleOrDefaultAsync(ct);
        if (deletion?.LetterDue(now) is not { } letter)
            return null;

        deletion.Try(letter, now);
        Letter? written = null;
        if (mail.CanSend)
        {
            var token = OpaqueToken.Create();
            db.DeletionTokens.Add(new DeletionToken(OpaqueToken.Hash(token), userId));
            var user = await db.Users.AsNoTracking().FirstAsync(u => u.Id == userId, ct);
            written = DeletionLetters.Write(letter, user, deletion, token, settings, now);
        }

        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return new Attempt(letter, deletion.RequestedAt, written);
    }

    private async Task Settle(int userId, Attempt attempt, CancellationToken ct)
    {
        await using var transaction = await db.BeginTransactionAsync(ct);

        // It may have been called off meanwhile, and asked for anew: then there is another letter to send.
        if (await db.LockDeletionRequest(userId).FirstOrDefaultAsync(d => d.RequestedAt == attempt.RequestedAt, ct) is not { } deletion)
            return;
        deletion.Settle(attempt.Kind);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
    }

    /// <param name="RequestedAt">Tells the wish from a later one of the same person.</param>
    /// <param name="Mail">Null where the server sends no mail.</param>
    private sealed record Attempt(DeletionLetter Kind, DateTimeOffset RequestedAt, Letter? Mail);
}
