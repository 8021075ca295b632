using Halext.Application.Common.Messaging;
using Halext.Application.Planner.Presets;
using Halext.WebApi.Common.Endpoints;
using Microsoft.AspNetCore.Mvc;

namespace Halext.WebApi.Planner.Presets;

internal sealed class PresetEndpoints : IEndpointGroup
{
    public static void Map(IEndpointRouteBuilder app)
    {
        var presets = app.MapGroup("/layout-presets").WithTags("Layout presets");
        presets.MapGet("/", ListPresets);
        presets.MapPost("/", CreatePreset);
        presets.MapPost("/from-page/{page_id:int}", CreatePresetFromPage);
        presets.MapGet("/{id:int}", GetPreset);
        presets.MapMethods("/{id:int}", [HttpMethods.Put, HttpMethods.Patch], UpdatePreset);
        presets.MapDelete("/{id:int}", DeletePreset);
    }

    private static Task<OkReply<IReadOnlyList<LayoutPresetDto>>> ListPresets(ISender sender, CancellationToken ct, int skip = 0, int limit = 100) =>
        sender.Send(new ListPresets(skip, limit), ct).ToOk();

    private static Task<OkReply<LayoutPresetDto>> CreatePreset(CreatePreset body, ISender sender, CancellationToken ct) => sender.Send(body, ct).ToOk();

    /// <summary>The web client sends the name in the query, the mobile one in a body.</summary>
    private static Task<OkReply<LayoutPresetDto>> CreatePresetFromPage(
        [FromRoute(Name = "page_id")] int pageId,
        CreatePresetFromPage? body,
        ISender sender,
        CancellationToken ct,
        string? name = null,
        string? description = null) =>
        sender.Send(new CreatePresetFromPage(name ?? body?.Name, description ?? body?.Description) { PageId = pageId }, ct).ToOk();

    private static Task<OkReply<LayoutPresetDto>> GetPreset(int id, ISender sender, CancellationToken ct) => sender.Send(new GetPreset(id), ct).ToOk();

    private static Task<OkReply<LayoutPresetDto>> UpdatePreset(int id, UpdatePreset body, ISender sender, CancellationToken ct) =>
        sender.Send(body with { Id = id }, ct).ToOk();

    private static Task<NoContentReply> DeletePreset(int id, ISender sender, CancellationToken ct) => sender.Send(new DeletePreset(id), ct).ToNoContent();
}
