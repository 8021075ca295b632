using System.Globalization;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Halext.Application.Common.Messaging;
using Halext.Application.Messaging.Generations;
using Halext.WebApi.Common.Endpoints;
using Microsoft.AspNetCore.Mvc;

namespace Halext.WebApi.Messaging.Generations;

internal sealed class GenerationEndpoints : IEndpointGroup
{
    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/conversations/{id:int}/generations", ListGenerations).WithTags("Generations");
        var generations = app.MapGroup("/generations/{id:guid}").WithTags("Generations");
        generations.MapGet("/", GetGeneration);
        generations.MapGet("/events", FollowGeneration).Produces<GenerationStep>(StatusCodes.Status200OK, "text/event-stream");
        generations.MapDelete("/", StopGeneration);
    }

    private static Task<OkReply<IReadOnlyList<GenerationChangedDto>>> ListGenerations(int id, ISender sender, CancellationToken ct) =>
        sender.Send(new ListGenerations(id), ct).ToOk();

    private static Task<OkReply<GenerationDto>> GetGeneration(Guid id, ISender sender, CancellationToken ct) =>
        sender.Send(new GetGeneration(id), ct).ToOk();

    /// <summary>Server-sent events <c>delta</c>, then one <c>end</c>. Their ids go on where the header Last-Event-ID says that the reader stopped.</summary>
    private static async Task<IResult> FollowGeneration(
        Guid id, ISender sender, CancellationToken ct, [FromHeader(Name = "Last-Event-ID")] int from = 0)
    {
        var followed = await sender.Send(new FollowGeneration(id, from), ct);
        return followed.Failed ? new ProblemReply(followed.Error) : TypedResults.ServerSentEvents(Events(followed.Value.Steps, ct));
    }

    private static Task<NoContentReply> StopGeneration(Guid id, ISender sender, CancellationToken ct) =>
        sender.Send(new StopGeneration(id), ct).ToNoContent();

    private static async IAsyncEnumerable<SseItem<GenerationStep>> Events(
        IAsyncEnumerable<GenerationStep> steps, [EnumeratorCancellation] CancellationToken ct)
    {
        await foreach (var step in steps.WithCancellation(ct))
        {
            yield return new SseItem<GenerationStep>(step, step.Ended is null ? "delta" : "end")
            {
                EventId = step.Length.ToString(CultureInfo.InvariantCulture),
            };
        }
    }
}
