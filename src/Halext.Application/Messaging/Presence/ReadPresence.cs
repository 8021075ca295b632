using FluentValidation;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Common;

namespace Halext.Application.Messaging.Presence;

/// <summary>What a socket has to be told of people before it hears their changes; of who was never seen there is nothing to tell.</summary>
public sealed record ReadPresence(IReadOnlyList<int> UserIds) : IQuery<IReadOnlyList<PresenceUpdateDto>>;

internal sealed class ReadPresenceValidator : AbstractValidator<ReadPresence>
{
    // One more than are found: oneself.
    public ReadPresenceValidator() =>
        RuleFor(x => x.UserIds).Must(ids => ids.Count <= FindVisiblePeople.Max + 1).WithMessage($"At most {FindVisiblePeople.Max} users at once.");
}

internal sealed class ReadPresenceHandler(IMessagingDb db, ICurrentUser user, ISender sender, TimeProvider clock)
    : IQueryHandler<ReadPresence, IReadOnlyList<PresenceUpdateDto>>
{
    public async Task<Result<IReadOnlyList<PresenceUpdateDto>>> Handle(ReadPresence request, CancellationToken ct)
    {
        var presences = await sender.SeePresences(db, user.Id, request.UserIds, ct);
        if (presences.Failed)
            return presences.Error;
        var now = clock.GetUtcNow();
        return presences.Value.Values.Where(p => p.LastSeen is not null).OrderBy(p => p.UserId).Select(p => PresenceUpdateDto.Of(p, now)).ToList();
    }
}
