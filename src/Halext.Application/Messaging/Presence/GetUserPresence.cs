using Halext.Application.Accounts.Users;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Common;

namespace Halext.Application.Messaging.Presence;

/// <summary>Somebody's presence by id. Of people with whom the caller shares nothing it says what it says of who was never there.</summary>
public sealed record GetUserPresence(int UserId) : IQuery<UserPresenceDto>;

internal sealed class GetUserPresenceHandler(IMessagingDb db, ICurrentUser user, ISender sender, TimeProvider clock) : IQueryHandler<GetUserPresence, UserPresenceDto>
{
    public async Task<Result<UserPresenceDto>> Handle(GetUserPresence request, CancellationToken ct)
    {
        var names = await sender.Send(new NameUsers([request.UserId]), ct);
        if (names.Failed)
            return names.Error;
        if (names.Value.Count == 0)
            return Error.NotFound("User", request.UserId);

        var presences = await sender.SeePresences(db, user.Id, [request.UserId], ct);
        return presences.Failed ? presences.Error : UserPresenceDto.Of(request.UserId, presences.Value.GetValueOrDefault(request.UserId), clock.GetUtcNow());
    }
}
