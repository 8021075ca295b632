using System.Globalization;
using Halext.Application.Common.Messaging;
using Halext.Application.Planner.Events;
using Halext.WebApi.Common.Endpoints;
using Halext.WebApi.Common.Json;
using Microsoft.AspNetCore.Mvc;

namespace Halext.WebApi.Planner.Events;

internal sealed class EventEndpoints : IEndpointGroup
{
    /// <summary>Where to go on when a window holds more occurrences than one answer.</summary>
    public const string NextHeader = "X-Halext-Next-Start";

    public static void Map(IEndpointRouteBuilder app)
    {
        var events = app.MapGroup("/events").WithTags("Events");
        events.MapGet("/", ListEvents);
        events.MapPost("/", CreateEvent);
        events.MapGet("/shared", ListSharedEvents);
        events.MapGet("/conflicts", FindConflicts);
        events.MapGet("/{id:int}", GetEvent);
        events.MapMethods("/{id:int}", [HttpMethods.Put, HttpMethods.Patch], UpdateEvent);
        events.MapDelete("/{id:int}", DeleteEvent);
        events.MapPut("/{id:int}/share", ShareEvent);
        events.MapDelete("/{id:int}/share/{username}", UnshareEvent);
    }

    /// <summary>With a window, the occurrences that overlap it; without one, the caller's own events and series, each once.</summary>
    private static async Task<OkReply<IReadOnlyList<EventDto>>> ListEvents(
        ISender sender, HttpResponse response, CancellationToken ct, int skip = 0, int limit = 100, Instant? start = null, Instant? end = null)
    {
        if (start is null && end is null)
            return await sender.Send(new ListEvents(skip, limit), ct).ToOk();

        var found = await sender.Send(new ListOccurrences(start?.Value, end?.Value), ct);
        if (found.Failed)
            return new(found.Error);
        if (found.Value.Next is { } next)
            response.Headers[NextHeader] = next.UtcDateTime.ToString("s", CultureInfo.InvariantCulture) + 'Z';
        return new(found.Value.Items.ToList());
    }

    private static Task<OkReply<EventDto>> CreateEvent(CreateEvent body, ISender sender, CancellationToken ct) => sender.Send(body, ct).ToOk();

    private static Task<OkReply<IReadOnlyList<EventDto>>> ListSharedEvents(ISender sender, CancellationToken ct, int skip = 0, int limit = 100) =>
        sender.Send(new ListSharedEvents(skip, limit), ct).ToOk();

    private static Task<OkReply<IReadOnlyList<ConflictDto>>> FindConflicts(
        ISender sender, CancellationToken ct, Instant? start = null, Instant? end = null, int limit = 100) =>
        sender.Send(new FindConflicts(start?.Value, end?.Value, limit), ct).ToOk();

    private static Task<OkReply<EventDto>> GetEvent(int id, ISender sender, CancellationToken ct) => sender.Send(new GetEvent(id), ct).ToOk();

    private static Task<OkReply<EventDto>> UpdateEvent(
        int id,
        UpdateEvent body,
        ISender sender,
        CancellationToken ct,
        Choice<EventScope>? scope = null,
        [FromQuery(Name = "occurrence_start")] Instant? occurrenceStart = null) =>
        sender.Send(body with { Id = id, Scope = scope?.Value ?? EventScope.All, OccurrenceStart = occurrenceStart?.Value }, ct).ToOk();

    private static Task<NoContentReply> DeleteEvent(
        int id,
        ISender sender,
        CancellationToken ct,
        Choice<EventScope>? scope = null,
        [FromQuery(Name = "occurrence_start")] Instant? occurrenceStart = null) =>
        sender.Send(new DeleteEvent(id, scope?.Value ?? EventScope.All, occurrenceStart?.Value), ct).ToNoContent();

    private static Task<OkReply<EventDto>> ShareEvent(int id, ShareEvent body, ISender sender, CancellationToken ct) =>
        sender.Send(body with { Id = id }, ct).ToOk();

    private static Task<NoContentReply> UnshareEvent(int id, string username, ISender sender, CancellationToken ct) =>
        sender.Send(new UnshareEvent(id, username), ct).ToNoContent();
}
