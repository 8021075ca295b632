using Halext.Application.Assistant.Nodes;
using Halext.Application.Common.Messaging;
using Halext.WebApi.Common.Endpoints;

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

    private static Task<OkReply<NodeActionDto>> PullModel(int id, PullModel body, ISender sender, CancellationToken ct) =>
        sender.Send(body with { Id = id }, ct).ToOk();

    private static Task<OkReply<NodeActionDto>> DeleteModel(int id, DeleteModel body, ISender sender, CancellationToken ct) =>
        sender.Send(body with { Id = id }, ct).ToOk();

    private static Task<OkReply<NodeInfoDto>> GetNodeInfo(int id, ISender sender, CancellationToken ct) => sender.Send(new GetNodeInfo(id), ct).ToOk();
}
