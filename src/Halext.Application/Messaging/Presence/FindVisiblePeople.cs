using FluentValidation;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Common;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Messaging.Presence;

/// <summary>
/// Whose presence somebody may see: their own, and that of everybody with whom they share a conversation. This is the only place that says
/// so; what else brings people together (circles) has to join here, and to announce its changes like conversations do
/// (<see cref="IParticipantObserver"/>). Internal.
/// </summary>
/// <param name="ViewerId">Who wants to see.</param>
/// <param name="Among">Of these people only; null means everybody.</param>
[Public]
internal sealed record FindVisiblePeople(int ViewerId, IReadOnlyCollection<int>? Among = null) : IQuery<IReadOnlyList<int>>
{
    /// <summary>Whoever knows more people sees the presence of the first ones by id.</summary>
    public const int Max = 1_000;
}

internal sealed class FindVisiblePeopleValidator : AbstractValidator<FindVisiblePeople>
{
    // One more than are found: oneself.
    public FindVisiblePeopleValidator() =>
        RuleFor(x => x.Among).Must(ids => ids is null or { Count: <= FindVisiblePeople.Max + 1 }).WithMessage($"At most {FindVisiblePeople.Max} users at once.");
}

internal sealed class FindVisiblePeopleHandler(IMessagingDb db) : IQueryHandler<FindVisiblePeople, IReadOnlyList<int>>
{
    public async Task<Result<IReadOnlyList<int>>> Handle(FindVisiblePeople request, CancellationToken ct)
    {
        var people = db.Participants
            .Where(mine => mine.UserId == request.ViewerId)
            .Join(db.Participants, mine => mine.ConversationId, other => other.ConversationId, (_, other) => other.UserId);
        if (request.Among is { } among)
            people = people.Where(id => among.Contains(id));
        var found = await people.Distinct().OrderBy(id => id).Take(FindVisiblePeople.Max).ToListAsync(ct);
        if (!found.Contains(request.ViewerId) && request.Among?.Contains(request.ViewerId) != false)
            found.Insert(0, request.ViewerId);
        return found;
    }
}
