using Halext.Application.Common.Messaging;
using Halext.Application.Operations.Audit;
using Halext.WebApi.Common.Endpoints;
using Halext.WebApi.Common.Json;

namespace Halext.WebApi.Operations.Audit;

internal sealed class AuditEndpoints : IEndpointGroup
{
    public static void Map(IEndpointRouteBuilder app) => app.MapGroup("/admin/audit").WithTags("Admin").MapGet("/", ListAuditEntries);

    private static Task<OkReply<IReadOnlyList<AuditEntryDto>>> ListAuditEntries(
        ISender sender,
        CancellationToken ct,
        int? actor = null,
        string? action = null,
        string? target = null,
        string? outcome = null,
        Instant? from = null,
        Instant? to = null,
        long? before = null,
        int limit = 100) =>
        sender.Send(new ListAuditEntries(actor, action, target, outcome, from?.Value, to?.Value, before, limit), ct).ToOk();
}
