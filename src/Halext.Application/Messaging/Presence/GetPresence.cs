using FluentValidation;
using Halext.Application.Accounts.Users;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Accounts;
using Halext.Domain.Common;

namespace Halext.Application.Messaging.Presence;

/// <summary>Somebody's presence by user name. Of people with whom the caller shares nothing it says what it says of who was never there.</summary>
public sealed record GetPresence(string Username) : IQuery<PartnerPresenceDto>;

internal sealed class GetPresenceValidator : AbstractValidator<GetPresence>
{
    public GetPresenceValidator() => RuleFor(x => x.Username).NotEmpty().MaximumLength(User.EmailMaxLength);
}

internal sealed class GetPresenceHandler(IMessagingDb db, ICurrentUser user, ISender sender) : IQueryHandler<GetPresence, PartnerPresenceDto>
{
    public async Task<Result<PartnerPresenceDto>> Handle(GetPresence request, CancellationToken ct)
    {
        var people = await sender.Send(new FindUsersByName([request.Username]), ct);
        if (people.Failed)
            return people.Error;
        if (people.Value is not [var person])
            return Error.NotFound("User", request.Username);

        var presences = await sender.SeePresences(db, user.Id, [person.Id], ct);
        if (presences.Failed)
            return presences.Error;
        var presence = presences.Value.GetValueOrDefault(person.Id);
        return presence is not null && person.Id == user.Id
            ? PartnerPresenceDto.OfOneself(person.Username, presence)
            : PartnerPresenceDto.Of(person.Username, presence);
    }
}
