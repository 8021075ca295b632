using System.Text.Json.Serialization;
using FluentValidation;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Common;

namespace Halext.Application.Messaging.Conversations;

/// <summary>Takes people into a conversation; they see what was written before. Only its owner may. Doing so twice is no mistake.</summary>
/// <param name="Usernames">Whom.</param>
public sealed record AddParticipants(IReadOnlyList<string> Usernames) : ICommand
{
    [JsonIgnore]
    public int ConversationId { get; init; }
}

internal sealed class AddParticipantsValidator : AbstractValidator<AddParticipants>
{
    public AddParticipantsValidator()
    {
        RuleFor(x => x.Usernames).NotEmpty();
        RuleFor(x => x.Usernames).AreParticipantNames();
    }
}

internal sealed class AddParticipantsHandler(IMessagingDb db, ICurrentUser user, ISender sender, TimeProvider clock) : ICommandHandler<AddParticipants>
{
    public async Task<Result<Done>> Handle(AddParticipants request, CancellationToken ct)
    {
        await using var transaction = await db.BeginTransactionAsync(ct);
        var found = await db.LockWithAll(request.ConversationId, user.Id, ct);
        if (found.Failed)
            return found.Error;
        if (found.Value.CheckOwner(user.Id) is { Failed: true } refused)
            return refused;
        var people = await sender.FindPeople(request.Usernames, ct);
        if (people.Failed)
            return people.Error;
        if (found.Value.Add(people.Value.Select(p => p.Id), clock.GetUtcNow()) is { Failed: true } full)
            return full;

        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return Done.Result;
    }
}
