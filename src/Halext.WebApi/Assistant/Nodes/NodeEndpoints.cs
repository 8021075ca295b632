using System.Reflection;
using Halext.Application.Assistant.Nodes;
using Halext.Application.Common.Messaging;
using Halext.WebApi.Common.Endpoints;
using Microsoft.AspNetCore.Http.Metadata;

namespace Halext.WebApi.Assistant.Nodes;

internal sealed class NodeEndpoints : IEndpointGroup
{
    public static void Map(IEndpointRouteBuilder app)
    {
        var nodes = app.MapGroup("/admin/ai-clients").WithTags("AI clients");
        nodes.MapGet("/", ListNodes);
        nodes.MapPost("/", CreateNode);
        nodes.MapPost("/health-check-all", CheckNodes);
        nodes.MapGet("/{id:int}", GetNode);
        nodes.MapPut("/{id:int}", UpdateNode);
        nodes.MapDelete("/{id:int}", DeleteNode);
        nodes.MapPost("/{id:int}/test", TestNode);
        nodes.MapGet("/{id:int}/models", ListNodeModels);
        nodes.MapPost("/{id:int}/pull-model", PullModel);
        nodes.MapPost("/{id:int}/delete-model", DeleteModel);
        nodes.MapGet("/{id:int}/info", GetNodeInfo);
    }

    private static Task<OkReply<IReadOnlyList<AiClientNodeDto>>> ListNodes(ISender sender, CancellationToken ct) => sender.Send(new ListNodes(), ct).ToOk();

    private static Task<OkReply<AiClientNodeDto>> CreateNode(CreateNode body, ISender sender, CancellationToken ct) => sender.Send(body, ct).ToOk();

    private static Task<OkReply<NodeChecksDto>> CheckNodes(ISender sender, CancellationToken ct) => sender.Send(new CheckNodes(), ct).ToOk();

    private static Task<OkReply<AiClientNodeDto>> GetNode(int id, ISender sender, CancellationToken ct) => sender.Send(new GetNode(id), ct).ToOk();

    private static Task<OkReply<AiClientNodeDto>> UpdateNode(int id, UpdateNode body, ISender sender, CancellationToken ct) =>
        sender.Send(body with { Id = id }, ct).ToOk();

    private static Task<NoContentReply> DeleteNode(int id, ISender sender, CancellationToken ct) => sender.Send(new DeleteNode(id), ct).ToNoContent();

    private static Task<OkReply<NodeTestDto>> TestNode(int id, ISender sender, CancellationToken ct) => sender.Send(new TestNode(id), ct).ToOk();

    private static Task<OkReply<NodeModelsDto>> ListNodeModels(int id, ISender sender, CancellationToken ct) => sender.Send(new ListNodeModels(id), ct).ToOk();

    /// <summary>Waits until the model is there, for five minutes at most; with <c>wait=false</c> a job pulls it.</summary>
    private static async Task<PullReply> PullModel(int id, NodeModelBody body, ISender sender, CancellationToken ct, bool wait = true) => new(wait
        ? await sender.Send(new PullModel(id, body.ModelName) { IsAwaited = true }, ct).ToOk()
        : await sender.Send(new QueuePull(id, body.ModelName), ct).ToAccepted());

    private static Task<OkReply<NodeActionDto>> DeleteModel(int id, NodeModelBody body, ISender sender, CancellationToken ct) =>
        sender.Send(new DeleteModel(id, body.ModelName), ct).ToOk();

    private static Task<OkReply<NodeInfoDto>> GetNodeInfo(int id, ISender sender, CancellationToken ct) => sender.Send(new GetNodeInfo(id), ct).ToOk();
}

/// <summary>A model of a node.</summary>
/// <param name="ModelName">As in <c>llama3.1:8b</c>.</param>
internal sealed record NodeModelBody(string ModelName);

/// <summary>200 when the model is there, 202 when a job pulls it; or the problem body.</summary>
internal sealed class PullReply(IResult reply) : IResult, IEndpointMetadataProvider
{
    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder)
    {
        Reply.Describe(builder, StatusCodes.Status200OK, typeof(NodeActionDto));
        Reply.Describe(builder, StatusCodes.Status202Accepted, typeof(NodeActionDto));
    }

    public Task ExecuteAsync(HttpContext httpContext) => reply.ExecuteAsync(httpContext);
}
