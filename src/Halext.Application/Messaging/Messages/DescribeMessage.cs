using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Common;
using Halext.Domain.Messaging;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Messaging.Messages;

/// <summary>A message as everybody in its conversation sees it. Internal: only what is pushed to them is made of it.</summary>
[Public]
internal sealed record DescribeMessage(int Id) : IQuery<ChatMessageDto>;

internal sealed class DescribeMessageHandler(IMessagingDb db) : IQueryHandler<DescribeMessage, ChatMessageDto>
{
    public async Task<Result<ChatMessageDto>> Handle(DescribeMessage request, CancellationToken ct)
    {
        var message = await db.Messages.AsNoTracking()
            .Where(m => m.Id == request.Id)
            .Select(m => ChatMessageDto.Of(m, null))
            .FirstOrDefaultAsync(ct);
        return message is null ? ConversationErrors.MessageNotFound(request.Id) : message;
    }
}
