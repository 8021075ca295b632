using System.Text.Json.Serialization;
using FluentValidation;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Common;
using Halext.Domain.Messaging;

namespace Halext.Application.Messaging.Conversations;

/// <summary>Makes another participant the owner, in place of the one who asks. The owner stops being it only by naming another.</summary>
/// <param name="Role">owner hands the conversation over; member is what everybody else is already.</param>
public sealed record ChangeRole(ParticipantRole? Role) : ICommand
{
    [JsonIgnore]
    public int ConversationId { get; init; }

    [JsonIgnore]
    public string Username { get; init; } = "";
}

internal sealed class ChangeRoleValidator : AbstractValidator<ChangeRole>
{
    public ChangeRoleValidator()
    {
        RuleFor(x => x.Role).NotNull().IsInEnum();
        RuleFor(x => x.Username).IsParticipantName();
    }
}

internal sealed class ChangeRoleHandler(IMessagingDb db, ICurrentUser user, ISender sender, TimeProvider clock) : ICommandHandler<ChangeRole>
{
    public async Task<Result<Done>> Handle(ChangeRole request, CancellationToken ct)
    {
        await using var transaction = await db.BeginTransactionAsync(ct);
        var found = await db.LockWithAll(request.ConversationId, user.Id, ct);
        if (found.Failed)
            return found.Error;
        var conversation = found.Value;
        if (conversation.CheckOwner(user.Id) is { Failed: true } refused)
            return refused;
        var person = await sender.FindParticipant(conversation, request.Username, ct);
        if (person.Failed)
            return person.Error;
        if (request.Role is ParticipantRole.Member)
            return person.Value == conversation.OwnerId ? ConversationErrors.OwnerStays : Done.Result;

        conversation.HandOver(person.Value, clock.GetUtcNow());
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return Done.Result;
    }
}
