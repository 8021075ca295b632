using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Application.Planner.Events;
using Halext.Application.Planner.Labels;
using Halext.Application.Planner.Pages;
using Halext.Application.Planner.Tasks;
using Halext.Domain.Accounts;
using Halext.Domain.Common;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Accounts.Users;

/// <summary>The signed-in person with the newest of what they own.</summary>
public sealed record GetProfile : IQuery<UserDto>;

internal sealed class GetProfileHandler(IAccountsDb db, ICurrentUser user, ISender sender, TimeProvider clock) : IQueryHandler<GetProfile, UserDto>
{
    public async Task<Result<UserDto>> Handle(GetProfile request, CancellationToken ct)
    {
        var account = await db.Users.AsNoTracking().Include(u => u.Deletion).FirstOrDefaultAsync(u => u.Id == user.Id, ct);
        if (account is null)
            return AccountErrors.Gone;

        var tasks = await sender.Send(new ListTasks(Limit: UserDto.NestedMax), ct);
        var labels = await sender.Send(new ListLabels(Limit: UserDto.NestedMax), ct);
        var events = await sender.Send(new ListLatestEvents(UserDto.NestedMax), ct);
        var pages = await sender.Send(new ListNewestPages(UserDto.NestedMax), ct);
        return UserDto.Of(account, clock.GetUtcNow(), tasks.Value, events.Value, pages.Value, labels.Value);
    }
}
