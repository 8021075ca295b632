using FluentValidation;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Application.Common.Validation;
using Halext.Domain.Common;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Messaging.Conversations;

/// <summary>The conversations that the signed-in user takes part in, the one that was used last first.</summary>
public sealed record ListConversations(int Skip = 0, int Limit = 100) : IQuery<IReadOnlyList<ConversationDto>>;

internal sealed class ListConversationsValidator : AbstractValidator<ListConversations>
{
    public ListConversationsValidator()
    {
        RuleFor(x => x.Skip).IsOffset();
        RuleFor(x => x.Limit).IsPageSize();
    }
}

internal sealed class ListConversationsHandler(IMessagingDb db, ICurrentUser user, ISender sender)
    : IQueryHandler<ListConversations, IReadOnlyList<ConversationDto>>
{
    public async Task<Result<IReadOnlyList<ConversationDto>>> Handle(ListConversations request, CancellationToken ct)
    {
        var page = db.Conversations
            .Where(c => c.Participants.Any(p => p.UserId == user.Id))
            .OrderByDescending(c => c.UpdatedAt).ThenByDescending(c => c.Id)
            .Skip(request.Skip)
            .Take(request.Limit);
        return await sender.Show(await db.LoadWithPeople(page, user.Id, ct), user.Id, ct);
    }
}
