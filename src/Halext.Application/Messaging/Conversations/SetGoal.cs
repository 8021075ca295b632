using FluentValidation;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Common;
using Halext.Domain.Messaging;

namespace Halext.Application.Messaging.Conversations;

/// <summary>Sets what a conversation works towards. Only its owner may.</summary>
public sealed record SetGoal(int ConversationId, string Goal) : ICommand<ConversationDto>;

internal sealed class SetGoalValidator : AbstractValidator<SetGoal>
{
    public SetGoalValidator() => RuleFor(x => x.Goal).NotEmpty().MaximumLength(Conversation.GoalMaxLength);
}

internal sealed class SetGoalHandler(IMessagingDb db, ICurrentUser user, ISender sender, TimeProvider clock) : ICommandHandler<SetGoal, ConversationDto>
{
    public async Task<Result<ConversationDto>> Handle(SetGoal request, CancellationToken ct)
    {
        var found = await db.FindConversation(request.ConversationId, user.Id, ct);
        if (found is null)
            return ConversationErrors.NotFound(request.ConversationId);
        if (found.Conversation.CheckOwner(user.Id) is { Failed: true, Error: var refusal })
            return refusal;

        found.Conversation.SetGoal(request.Goal, clock.GetUtcNow());
        await db.SaveChangesAsync(ct);
        return (await sender.Show([found], user.Id, ct))[0];
    }
}
