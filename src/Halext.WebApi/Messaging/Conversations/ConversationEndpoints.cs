using Halext.Application.Common.Messaging;
using Halext.Application.Messaging.Conversations;
using Halext.WebApi.Common.Endpoints;
using Halext.WebApi.Common.Json;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace Halext.WebApi.Messaging.Conversations;

internal sealed class ConversationEndpoints : IEndpointGroup
{
    public static void Map(IEndpointRouteBuilder app)
    {
        var conversations = app.MapGroup("/conversations").WithTags("Conversations");
        conversations.MapGet("/", ListConversations);
        conversations.MapPost("/", CreateConversation);
        conversations.MapGet("/{id:int}", GetConversation);
        conversations.MapMethods("/{id:int}", [HttpMethods.Put, HttpMethods.Patch], UpdateConversation);
        conversations.MapDelete("/{id:int}", DeleteConversation);
        conversations.MapPost("/{id:int}/hive-mind/goal", SetGoal);
        conversations.MapGet("/{id:int}/hive-mind/summary", SummarizeHiveMind);
        conversations.MapGet("/{id:int}/hive-mind/next-steps", SuggestNextSteps);
        conversations.MapGet("/{id:int}/participants", ListParticipants);
        conversations.MapPost("/{id:int}/participants", AddParticipants);
        conversations.MapMethods("/{id:int}/participants/{username}", [HttpMethods.Put, HttpMethods.Patch], ChangeRole);
        conversations.MapDelete("/{id:int}/participants/{username}", RemoveParticipant);
        conversations.MapPost("/{id:int}/typing", ShowTyping);
        app.MapPost("/messages/conversations/{id:int}/typing", ShowTypingByQuery).WithTags("Messages");
    }

    private static Task<OkReply<IReadOnlyList<ConversationDto>>> ListConversations(ISender sender, CancellationToken ct, int skip = 0, int limit = 100) =>
        sender.Send(new ListConversations(skip, limit), ct).ToOk();

    private static Task<OkReply<ConversationDto>> CreateConversation(CreateConversation body, ISender sender, CancellationToken ct) =>
        sender.Send(body, ct).ToOk();

    private static Task<OkReply<ConversationDto>> GetConversation(int id, ISender sender, CancellationToken ct) =>
        sender.Send(new GetConversation(id), ct).ToOk();

    private static Task<OkReply<ConversationDto>> UpdateConversation(int id, UpdateConversation body, ISender sender, CancellationToken ct) =>
        sender.Send(body with { Id = id }, ct).ToOk();

    private static Task<NoContentReply> DeleteConversation(int id, ISender sender, CancellationToken ct) =>
        sender.Send(new DeleteConversation(id), ct).ToNoContent();

    /// <summary>The web client sends the goal in the query, the mobile client in the body.</summary>
    private static Task<OkReply<ConversationDto>> SetGoal(
        int id,
        ISender sender,
        CancellationToken ct,
        string? goal = null,
        [FromBody(EmptyBodyBehavior = EmptyBodyBehavior.Allow)] GoalBody? body = null) =>
        sender.Send(new SetGoal(id, goal ?? body?.Goal ?? ""), ct).ToOk();

    private static Task<AnswerReply<string>> SummarizeHiveMind(int id, ISender sender, CancellationToken ct) =>
        sender.Send(new SummarizeHiveMind(id), ct).ToAnswer();

    private static Task<AnswerReply<IReadOnlyList<string>>> SuggestNextSteps(int id, ISender sender, CancellationToken ct) =>
        sender.Send(new SuggestNextSteps(id), ct).ToAnswer();

    private static Task<OkReply<IReadOnlyList<ParticipantDto>>> ListParticipants(int id, ISender sender, CancellationToken ct) =>
        sender.Send(new ListParticipants(id), ct).ToOk();

    private static Task<NoContentReply> AddParticipants(int id, AddParticipants body, ISender sender, CancellationToken ct) =>
        sender.Send(body with { ConversationId = id }, ct).ToNoContent();

    private static Task<NoContentReply> ChangeRole(int id, string username, ChangeRole body, ISender sender, CancellationToken ct) =>
        sender.Send(body with { ConversationId = id, Username = username }, ct).ToNoContent();

    private static Task<NoContentReply> RemoveParticipant(int id, string username, ISender sender, CancellationToken ct) =>
        sender.Send(new RemoveParticipant(id, username), ct).ToNoContent();

    private static Task<NoContentReply> ShowTyping(int id, TypingBody body, ISender sender, CancellationToken ct) =>
        sender.Send(new ShowTyping(id, body.IsTyping), ct).ToNoContent();

    /// <summary>Tells the others in a conversation that the caller is typing; the web client's form of it.</summary>
    private static Task<NoContentReply> ShowTypingByQuery(
        int id, ISender sender, CancellationToken ct, [FromQuery(Name = "is_typing")] Flag? isTyping = null) =>
        sender.Send(new ShowTyping(id, isTyping?.Value ?? true), ct).ToNoContent();

    internal sealed record GoalBody(string? Goal);

    internal sealed record TypingBody(bool IsTyping = true);
}
