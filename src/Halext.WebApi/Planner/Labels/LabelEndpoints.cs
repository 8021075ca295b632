using Halext.Application.Common.Messaging;
using Halext.Application.Planner.Labels;
using Halext.WebApi.Common.Endpoints;

namespace Halext.WebApi.Planner.Labels;

internal sealed class LabelEndpoints : IEndpointGroup
{
    public static void Map(IEndpointRouteBuilder app)
    {
        var labels = app.MapGroup("/labels").WithTags("Labels");
        labels.MapGet("/", ListLabels);
        labels.MapPost("/", CreateLabel);
        labels.MapMethods("/{id:int}", [HttpMethods.Put, HttpMethods.Patch], UpdateLabel);
        labels.MapDelete("/{id:int}", DeleteLabel);
    }

    private static Task<OkReply<IReadOnlyList<LabelDto>>> ListLabels(ISender sender, CancellationToken ct, int skip = 0, int limit = 500) =>
        sender.Send(new ListLabels(skip, limit), ct).ToOk();

    private static Task<OkReply<LabelDto>> CreateLabel(CreateLabel body, ISender sender, CancellationToken ct) => sender.Send(body, ct).ToOk();

    private static Task<OkReply<LabelDto>> UpdateLabel(int id, UpdateLabel body, ISender sender, CancellationToken ct) =>
        sender.Send(body with { Id = id }, ct).ToOk();

    private static Task<NoContentReply> DeleteLabel(int id, ISender sender, CancellationToken ct) => sender.Send(new DeleteLabel(id), ct).ToNoContent();
}
