using FluentValidation;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Application.Common.Validation;
using Halext.Domain.Common;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Messaging.Messages;

/// <summary>The messages of a conversation that contain all the words of a text, newest first.</summary>
/// <param name="ConversationId">The conversation.</param>
/// <param name="Q">Words; "in quotes" in this order, -without this one.</param>
/// <param name="Before">Only those before the message with this id.</param>
/// <param name="Limit">How many at the most.</param>
public sealed record SearchMessages(int ConversationId, string Q, int? Before = null, int Limit = MessageRules.PageSize)
    : IQuery<IReadOnlyList<ChatMessageDto>>;

internal sealed class SearchMessagesValidator : AbstractValidator<SearchMessages>
{
    public SearchMessagesValidator()
    {
        RuleFor(x => x.Q).NotEmpty().MaximumLength(Rules.SearchMaxLength);
        RuleFor(x => x.Limit).IsPageSize();
    }
}

internal sealed class SearchMessagesHandler(IMessagingDb db, ICurrentUser user) : IQueryHandler<SearchMessages, IReadOnlyList<ChatMessageDto>>
{
    public async Task<Result<IReadOnlyList<ChatMessageDto>>> Handle(SearchMessages request, CancellationToken ct)
    {
        if (await db.CheckParticipant(request.ConversationId, user.Id, ct) is { Failed: true, Error: var refusal })
            return refusal;

        return await db.MessagesContaining(request.Q).AsNoTracking()
            .Where(m => m.ConversationId == request.ConversationId)
            .Before(db, request.ConversationId, request.Before)
            .OrderByDescending(m => m.Number)
            .Take(request.Limit)
            .Select(m => ChatMessageDto.Of(m, user.Id))
            .ToListAsync(ct);
    }
}
