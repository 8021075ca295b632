using Halext.Application.Assistant;
using Halext.Application.Common.Messaging;
using Halext.Application.Workbench.Completions;
using Halext.Domain.Common;
using Halext.WebApi.Common.Endpoints;
using Halext.WebApi.Common.Streaming;

namespace Halext.WebApi.Workbench.Completions;

internal sealed class CompletionEndpoints : IEndpointGroup
{
    public static void Map(IEndpointRouteBuilder app)
    {
        var chat = app.MapGroup("/chat").WithTags("Chat completions");
        chat.MapPost("/completions", CompleteChat).Produces<InquiryAnswerDto>().WithMetadata(new AlsoStreams());
        chat.MapPost("/completions/stream", StreamCompletion);
        chat.MapPost("/stream", StreamCompletion).ExcludeFromDescription();
        chat.MapGet("/stream/active", ListActiveStreams);
        chat.MapPost("/stream/{id:guid}/cancel", CancelStream);
    }

    private static async Task<IResult> CompleteChat(CompleteChat body, ISender sender, TimeProvider clock, CancellationToken ct) => body.Stream
        ? await sender.Send(new StreamCompletion(body), ct).ToTypedEvents(clock)
        : await sender.Send(body, ct).ToAnswer();

    private static Task<EventStreamReply> StreamCompletion(StreamCompletion body, ISender sender, TimeProvider clock, CancellationToken ct) =>
        sender.Send(body, ct).ToTypedEvents(clock);

    private static Task<OkReply<ActiveStreamsDto>> ListActiveStreams(ISender sender, CancellationToken ct) => sender.Send(new ListActiveStreams(), ct).ToOk();

    private static Task<OkReply<CancelledStreamDto>> CancelStream(Guid id, ISender sender, CancellationToken ct) => sender.Send(new CancelStream(id), ct).ToOk();
}

internal static class TypedEventStreams
{
    public static async Task<EventStreamReply> ToTypedEvents(this Task<Result<CompletionStream>> opening, TimeProvider clock)
    {
        var opened = await opening;
        if (opened.Failed)
            return new EventStreamReply(opened.Error, new TextChunks());

        // In a conversation a stand-in may answer: who it was, the events tell in the end.
        var stream = opened.Value;
        return new EventStreamReply(
            new TextStream(stream.ConversationId is null ? stream.Model : null, stream.Pieces), new TypedEvents(stream, clock));
    }
}
