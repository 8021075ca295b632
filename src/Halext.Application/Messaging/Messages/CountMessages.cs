using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Common;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Messaging.Messages;

/// <summary>How many messages there are. Internal: the operations ask it for admins.</summary>
[AdminOnly]
internal sealed record CountMessages : IQuery<int>;

internal sealed class CountMessagesHandler(IMessagingDb db) : IQueryHandler<CountMessages, int>
{
    public async Task<Result<int>> Handle(CountMessages request, CancellationToken ct) => await db.Messages.CountAsync(ct);
}
