using FluentValidation;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Application.Common.Validation;
using Halext.Domain.Common;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Messaging.Messages;

/// <summary>The newest messages of a conversation, or those next to one, in the order in which they were posted.</summary>
/// <param name="ConversationId">The conversation.</param>
/// <param name="Before">Only those before the message with this id.</param>
/// <param name="After">Only those behind the message with this id, the first of them.</param>
/// <param name="Limit">How many at the most.</param>
public sealed record ListMessages(int ConversationId, int? Before = null, int? After = null, int Limit = MessageRules.PageSize)
    : IQuery<IReadOnlyList<ChatMessageDto>>;

internal sealed class ListMessagesValidator : AbstractValidator<ListMessages>
{
    public ListMessagesValidator() => RuleFor(x => x.Limit).IsPageSize();
}

internal sealed class ListMessagesHandler(IMessagingDb db, ICurrentUser user) : IQueryHandler<ListMessages, IReadOnlyList<ChatMessageDto>>
{
    public async Task<Result<IReadOnlyList<ChatMessageDto>>> Handle(ListMessages request, CancellationToken ct)
    {
        if (await db.CheckParticipant(request.ConversationId, user.Id, ct) is { Failed: true, Error: var refusal })
            return refusal;

        var messages = db.Messages.AsNoTracking().Where(m => m.ConversationId == request.ConversationId).Before(db, request.ConversationId, request.Before);
        messages = request.After is { } after
            ? messages.After(db, request.ConversationId, after).OrderBy(m => m.Number)
            : messages.OrderByDescending(m => m.Number);
        var page = await messages.Take(request.Limit).Select(m => ChatMessageDto.Of(m, user.Id)).ToListAsync(ct);
        if (request.After is null)
            page.Reverse();
        return page;
    }
}
