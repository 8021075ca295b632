using System.Globalization;
using Halext.Application.Common.Messaging;
using Halext.Application.Messaging.Generations;
using Halext.WebApi.Common.Endpoints;
using Halext.WebApi.Common.Streaming;
using Microsoft.AspNetCore.Mvc;

namespace Halext.WebApi.Messaging.Generations;

internal sealed class GenerationEndpoints : IEndpointGroup
{
    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/conversations/{id:int}/generations", ListGenerations).WithTags("Generations");
        var generations = app.MapGroup("/generations/{id:guid}").WithTags("Generations");
        generations.MapGet("/", GetGeneration);
        generations.MapGet("/events", FollowGeneration).Produces<GenerationStep>(StatusCodes.Status200OK, EventStreamReply.ContentType);
        generations.MapDelete("/", StopGeneration);
    }

    private static Task<OkReply<IReadOnlyList<GenerationChangedDto>>> ListGenerations(int id, ISender sender, CancellationToken ct) =>
        sender.Send(new ListGenerations(id), ct).ToOk();

    private static Task<OkReply<GenerationDto>> GetGeneration(Guid id, ISender sender, CancellationToken ct) =>
        sender.Send(new GetGeneration(id), ct).ToOk();

    /// <summary>Server-sent events <c>delta</c>, then one <c>end</c>. Their ids go on where the header Last-Event-ID says that the reader stopped.</summary>
    private static async Task<EventStreamReply> FollowGeneration(
        Guid id, ISender sender, CancellationToken ct, [FromHeader(Name = "Last-Event-ID")] string? lastEventId = null)
    {
        // What is no id of ours, as the empty one of a reader that has seen none, is the beginning.
        _ = int.TryParse(lastEventId, NumberStyles.None, CultureInfo.InvariantCulture, out var from);
        return await sender.Send(new FollowGeneration(id, from), ct).ToGenerationEvents();
    }

    private static Task<NoContentReply> StopGeneration(Guid id, ISender sender, CancellationToken ct) =>
        sender.Send(new StopGeneration(id), ct).ToNoContent();
}
