using System.Globalization;
using Halext.Application.Accounts.Users;
using Halext.Application.Common.Jobs;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Accounts;
using Halext.Domain.Common;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Accounts.Deletion;

/// <summary>
/// Has the signed-in person's account deleted after the time that the operator allows to think better of it; asking again changes nothing.
/// Until then everything works as ever. Not for admins.
/// </summary>
[SessionOnly]
public sealed record RequestDeletion : ICommand<DeletionDto>;

internal sealed class RequestDeletionHandler(
    IAccountsDb db, ICurrentUser user, AccountRemoval removal, IJobQueue jobs, AccountSettings settings, TimeProvider clock)
    : ICommandHandler<RequestDeletion, DeletionDto>
{
    public async Task<Result<DeletionDto>> Handle(RequestDeletion request, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        if (settings.DeletionGrace == TimeSpan.Zero)
            return await AtOnce(now, ct);

        var account = await db.Users.Include(u => u.Deletion).FirstOrDefaultAsync(u => u.Id == user.Id, ct);
        if (account is null)
            return AccountErrors.Gone;
        var isNew = account.Deletion is null;
        var deletion = account.RequestDeletion(settings.DeletionGrace, now);
        if (deletion.Failed)
            return deletion.Error;

        if (isNew)
        {
            var once = new JobOptions { AsSystem = true, UniqueKey = account.Id.ToString(CultureInfo.InvariantCulture) };
            await jobs.Enqueue(new SendDeletionLetter(account.Id), once, ct);
            await db.SaveChangesAsync(ct);
        }

        return new DeletionDto(PendingDeletionDto.Of(deletion.Value, now));
    }

    private async Task<Result<DeletionDto>> AtOnce(DateTimeOffset now, CancellationToken ct)
    {
        if (user.Actor!.IsAdmin)
            return AccountErrors.AdminAccount;
        return await removal.Remove(user.Id, ct) switch
        {
            { Failed: false } => new DeletionDto(new PendingDeletionDto(now, now, DaysUntilDeletion: 0)),
            { Error.Kind: ErrorKind.NotFound } => AccountErrors.Gone,
            { Error: var refusal } => refusal!,
        };
    }
}
