using Halext.Application.Common.Messaging;
using Halext.Application.Operations.Outbox;
using Halext.WebApi.Common.Endpoints;

namespace Halext.WebApi.Operations.Outbox;

internal sealed class OutboxEndpoints : IEndpointGroup
{
    public static void Map(IEndpointRouteBuilder app)
    {
        var outbox = app.MapGroup("/admin/outbox").WithTags("Admin");
        outbox.MapGet("/", ListParkedEvents);
        outbox.MapPost("/{id:long}/retry", RetryParkedEvent);
        outbox.MapDelete("/{id:long}", DropParkedEvent);
    }

    private static Task<OkReply<IReadOnlyList<ParkedEventDto>>> ListParkedEvents(ISender sender, CancellationToken ct, long? before = null, int limit = 50) =>
        sender.Send(new ListParkedEvents(before, limit), ct).ToOk();

    private static Task<NoContentReply> RetryParkedEvent(long id, ISender sender, CancellationToken ct) => sender.Send(new RetryParkedEvent(id), ct).ToNoContent();

    private static Task<NoContentReply> DropParkedEvent(long id, ISender sender, CancellationToken ct) => sender.Send(new DropParkedEvent(id), ct).ToNoContent();
}
