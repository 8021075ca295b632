using System.Text.Json.Serialization;
using FluentValidation;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Common;

namespace Halext.Application.Messaging.Messages;

/// <summary>Changes the text of a message. Only its author may.</summary>
public sealed record EditMessage(string Content) : ICommand<ChatMessageDto>
{
    [JsonIgnore]
    public int Id { get; init; }
}

internal sealed class EditMessageValidator : AbstractValidator<EditMessage>
{
    public EditMessageValidator() => RuleFor(x => x.Content).IsMessageContent();
}

internal sealed class EditMessageHandler(IMessagingDb db, ICurrentUser user, TimeProvider clock) : ICommandHandler<EditMessage, ChatMessageDto>
{
    public async Task<Result<ChatMessageDto>> Handle(EditMessage request, CancellationToken ct)
    {
        await using var transaction = await db.BeginTransactionAsync(ct);
        var found = await db.LockMessage(request.Id, user.Id, ct);
        if (found.Failed)
            return found.Error;
        if (found.Value.Message.Edit(user.Id, request.Content, clock.GetUtcNow()) is { Failed: true, Error: var refusal })
            return refusal;

        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return ChatMessageDto.Of(found.Value.Message, user.Id);
    }
}
