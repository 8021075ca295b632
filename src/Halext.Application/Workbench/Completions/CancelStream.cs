using Halext.Application.Common.Messaging;
using Halext.Application.Common.Realtime;
using Halext.Application.Common.Security;
using Halext.Application.Messaging.Generations;
using Halext.Domain.Common;
using Halext.Domain.Workbench;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Workbench.Completions;

/// <summary>Ends a stream of the signed-in user, on whichever node it runs. What there is of an answer in a conversation stays.</summary>
public sealed record CancelStream(Guid Id) : ICommand<CancelledStreamDto>;

/// <summary>A stream that is ending.</summary>
public sealed record CancelledStreamDto(Guid StreamId, string Status, string Message);

/// <summary>Tells the node where it runs.</summary>
public sealed record StreamOrderDto(Guid StreamId);

internal sealed class CancelStreamHandler(IWorkbenchDb db, ICurrentUser user, ISender sender, IRealtime realtime, TimeProvider clock)
    : ICommandHandler<CancelStream, CancelledStreamDto>
{
    public async Task<Result<CancelledStreamDto>> Handle(CancelStream request, CancellationToken ct)
    {
        var old = clock.GetUtcNow() - ChatStream.Lifetime;
        if (await db.ChatStreams.Where(s => s.Id == request.Id && s.UserId == user.Id && s.StartedAt >= old).ExecuteDeleteAsync(ct) > 0)
        {
            // Not a fleeting one: a node that loses the database for a moment hears it afterwards.
            await realtime.Publish(Topics.ChatStreams(user.Id), "cancel", new StreamOrderDto(request.Id), ct);
        }
        else if (await sender.Send(new StopGeneration(request.Id) { OwnOnly = true }, ct) is { Failed: true })
        {
            return Error.NotFound("Stream", request.Id);
        }

        return new CancelledStreamDto(request.Id, "cancelled", "The stream is being cancelled.");
    }
}
