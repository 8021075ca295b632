using Halext.Application.Assistant.Chat;
using Halext.Application.Common.Messaging;
using Halext.WebApi.Common.Endpoints;
using Halext.WebApi.Common.Streaming;

namespace Halext.WebApi.Assistant.Chat;

internal sealed class ChatEndpoints : IEndpointGroup
{
    public static void Map(IEndpointRouteBuilder app)
    {
        var ai = app.MapGroup("/ai").WithTags("Assistant");
        ai.MapPost("/chat", AskAssistant);
        ai.MapPost("/chat/stream", StreamChat);
        ai.MapPost("/stream", StreamChatAsText);
        ai.MapPost("/embeddings", EmbedTexts);
    }

    private static Task<AnswerReply<ChatAnswerDto>> AskAssistant(AskAssistant body, ISender sender, CancellationToken ct) => sender.Send(body, ct).ToAnswer();

    private static Task<EventStreamReply> StreamChat(StreamChat body, ISender sender, CancellationToken ct) => sender.Send(body, ct).ToJsonChunks();

    /// <summary>Asks a model and gets the answer in pieces, as server-sent events of plain text; the web client's form of it.</summary>
    private static Task<EventStreamReply> StreamChatAsText(StreamChat body, ISender sender, CancellationToken ct) =>
        sender.Send(body with { Route = "/ai/stream" }, ct).ToTextChunks();

    private static Task<AnswerReply<VectorsDto>> EmbedTexts(EmbedTexts body, ISender sender, CancellationToken ct) => sender.Send(body, ct).ToAnswer();
}
