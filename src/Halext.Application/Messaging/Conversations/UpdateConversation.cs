using System.Text.Json.Serialization;
using FluentValidation;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Common;
using Halext.Domain.Messaging;

namespace Halext.Application.Messaging.Conversations;

/// <summary>Changes the fields of a conversation that are present; null clears the model or the system prompt. Only its owner may.</summary>
public sealed record UpdateConversation(
    Optional<string> Title, Optional<ConversationMode> Mode, Optional<bool> WithAi, Optional<string?> DefaultModelId,
    Optional<string?> SystemPrompt) : ICommand<ConversationDto>
{
    [JsonIgnore]
    public int Id { get; init; }
}

internal sealed class UpdateConversationValidator : AbstractValidator<UpdateConversation>
{
    public UpdateConversationValidator()
    {
        When(x => x.Title.IsSet, () => RuleFor(x => x.Title.Value).IsConversationTitle());
        When(x => x.Mode.IsSet, () => RuleFor(x => x.Mode.Value).IsInEnum());
        When(x => x.DefaultModelId.IsSet, () => RuleFor(x => x.DefaultModelId.Value).IsModelId());
        When(x => x.SystemPrompt.IsSet, () => RuleFor(x => x.SystemPrompt.Value).IsSystemPrompt());
    }
}

internal sealed class UpdateConversationHandler(IMessagingDb db, ICurrentUser user, ISender sender, TimeProvider clock)
    : ICommandHandler<UpdateConversation, ConversationDto>
{
    public async Task<Result<ConversationDto>> Handle(UpdateConversation request, CancellationToken ct)
    {
        var found = await db.FindConversation(request.Id, user.Id, ct);
        if (found is null)
            return ConversationErrors.NotFound(request.Id);
        if (found.Conversation.CheckOwner(user.Id) is { Failed: true, Error: var refusal })
            return refusal;

        found.Conversation.Change(request.Title, request.Mode, request.WithAi, request.DefaultModelId, request.SystemPrompt, clock.GetUtcNow());
        await db.SaveChangesAsync(ct);
        return (await sender.Show([found], user.Id, ct))[0];
    }
}
