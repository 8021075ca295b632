using System.Text.Json.Serialization;
using FluentValidation;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Common;
using Halext.Domain.Planner;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Planner.Events;

/// <summary>Makes these people everybody whom an event is shared with. Only its owner may.</summary>
/// <param name="SharedWith">User names.</param>
/// <param name="CanEdit">Whether they may change it; when absent, who could still can and new ones may only look.</param>
public sealed record ShareEvent(IReadOnlyList<string>? SharedWith, bool? CanEdit) : ICommand<EventDto>
{
    [JsonIgnore]
    public int Id { get; init; }
}

internal sealed class ShareEventValidator : AbstractValidator<ShareEvent>
{
    public ShareEventValidator() => RuleFor(x => x.SharedWith).AreSharedWith();
}

internal sealed class ShareEventHandler(IPlannerDb db, ICurrentUser user, ISender sender, TimeProvider clock) : ICommandHandler<ShareEvent, EventDto>
{
    public async Task<Result<EventDto>> Handle(ShareEvent request, CancellationToken ct)
    {
        var found = await db.Events.Include(e => e.Shares)
            .FirstOrDefaultAsync(e => e.Id == request.Id && (e.OwnerId == user.Id || e.Shares.Any(s => s.UserId == user.Id)), ct);
        if (found is null)
            return EventErrors.NotFound(request.Id);
        if (found.OwnerId != user.Id)
            return EventErrors.OwnerOnly;
        var people = await sender.FindPeople(request.SharedWith, user.Id, ct);
        if (people.Failed)
            return people.Error;

        found.ShareWith([.. people.Value.Keys], request.CanEdit);
        found.Touch(clock.GetUtcNow());
        await db.SaveChangesAsync(ct);
        return EventDto.Of(found, user.Id, found.Shares.ToDtos(people.Value));
    }
}
