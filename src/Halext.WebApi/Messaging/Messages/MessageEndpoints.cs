using Halext.Application.Common.Messaging;
using Halext.Application.Messaging.Messages;
using Halext.WebApi.Common.Endpoints;
using Microsoft.AspNetCore.Mvc;

namespace Halext.WebApi.Messaging.Messages;

internal sealed class MessageEndpoints : IEndpointGroup
{
    private const string IdempotencyKey = "Idempotency-Key";

    public static void Map(IEndpointRouteBuilder app)
    {
        var inConversation = app.MapGroup("/conversations/{id:int}/messages").WithTags("Messages");
        inConversation.MapGet("/", ListMessages);
        inConversation.MapPost("/", PostMessage);
        inConversation.MapGet("/search", SearchMessages);

        var messages = app.MapGroup("/messages").WithTags("Messages");
        messages.MapPost("/quick", SendQuickMessage);
        messages.MapMethods("/{id:int}", [HttpMethods.Put, HttpMethods.Patch], EditMessage);
        messages.MapDelete("/{id:int}", DeleteMessage);
        messages.MapPut("/{id:int}/reactions/{emoji}", AddReaction);
        messages.MapDelete("/{id:int}/reactions/{emoji}", RemoveReaction);
        messages.MapPost("/{id:int}/read", MarkMessageRead);
        messages.MapPost("/conversations/{id:int}/read", MarkConversationRead);
    }

    private static Task<OkReply<IReadOnlyList<ChatMessageDto>>> ListMessages(
        int id, ISender sender, CancellationToken ct, int? before = null, int? after = null, int limit = 50) =>
        sender.Send(new ListMessages(id, before, after, limit), ct).ToOk();

    private static Task<OkReply<IReadOnlyList<ChatMessageDto>>> PostMessage(
        int id, PostMessage body, ISender sender, CancellationToken ct, [FromHeader(Name = IdempotencyKey)] string? key = null, bool wait = true) =>
        sender.Send(body with { ConversationId = id, ClientMessageId = body.ClientMessageId ?? key, WaitForAnswer = wait }, ct).ToOk();

    private static Task<OkReply<IReadOnlyList<ChatMessageDto>>> SearchMessages(
        int id, ISender sender, CancellationToken ct, string? q = null, int? before = null, int limit = 50) =>
        sender.Send(new SearchMessages(id, q ?? "", before, limit), ct).ToOk();

    private static Task<OkReply<ChatMessageDto>> SendQuickMessage(
        SendQuickMessage body, ISender sender, CancellationToken ct, [FromHeader(Name = IdempotencyKey)] string? key = null) =>
        sender.Send(body with { ClientMessageId = body.ClientMessageId ?? key }, ct).ToOk();

    private static Task<OkReply<ChatMessageDto>> EditMessage(int id, EditMessage body, ISender sender, CancellationToken ct) =>
        sender.Send(body with { Id = id }, ct).ToOk();

    private static Task<NoContentReply> DeleteMessage(int id, ISender sender, CancellationToken ct) => sender.Send(new DeleteMessage(id), ct).ToNoContent();

    private static Task<OkReply<ChatMessageDto>> AddReaction(int id, string emoji, ISender sender, CancellationToken ct) =>
        sender.Send(new AddReaction(id, emoji), ct).ToOk();

    private static Task<NoContentReply> RemoveReaction(int id, string emoji, ISender sender, CancellationToken ct) =>
        sender.Send(new RemoveReaction(id, emoji), ct).ToNoContent();

    private static Task<NoContentReply> MarkMessageRead(int id, ISender sender, CancellationToken ct) =>
        sender.Send(new MarkMessageRead(id), ct).ToNoContent();

    private static Task<NoContentReply> MarkConversationRead(int id, ISender sender, CancellationToken ct) =>
        sender.Send(new MarkConversationRead(id), ct).ToNoContent();
}
