using Halext.Application.Common.Messaging;
using Halext.Application.Planner.Pages;
using Halext.WebApi.Common.Endpoints;
using Microsoft.AspNetCore.Mvc;

namespace Halext.WebApi.Planner.Pages;

internal sealed class PageEndpoints : IEndpointGroup
{
    public static void Map(IEndpointRouteBuilder app)
    {
        var pages = app.MapGroup("/pages").WithTags("Pages");
        pages.MapGet("/", ListPages);
        pages.MapPost("/", CreatePage);
        pages.MapGet("/public/{token}", GetPublicPage).AllowAnonymous();
        pages.MapGet("/{id:int}", GetPage);
        pages.MapMethods("/{id:int}", [HttpMethods.Put, HttpMethods.Patch], UpdatePage);
        pages.MapDelete("/{id:int}", DeletePage);
        pages.MapPost("/{id:int}/share", SharePage);
        pages.MapDelete("/{id:int}/share/{username}", UnsharePage);
        pages.MapPost("/{id:int}/apply-preset/{preset_id:int}", ApplyPreset);
        pages.MapGet("/{id:int}/versions", ListPageVersions);
        pages.MapGet("/{id:int}/versions/{version:int}", GetPageVersion);
        pages.MapPost("/{id:int}/versions/{version:int}/restore", RestorePageVersion);
    }

    private static Task<OkReply<IReadOnlyList<PageDetailDto>>> ListPages(ISender sender, CancellationToken ct, int skip = 0, int limit = 100) =>
        sender.Send(new ListPages(skip, limit), ct).ToOk();

    private static Task<OkReply<PageDetailDto>> CreatePage(CreatePage body, ISender sender, CancellationToken ct) => sender.Send(body, ct).ToOk();

    private static Task<OkReply<PageDto>> GetPublicPage(string token, ISender sender, CancellationToken ct) =>
        sender.Send(new GetPublicPage(token), ct).ToOk();

    private static Task<OkReply<PageDetailDto>> GetPage(int id, ISender sender, CancellationToken ct) => sender.Send(new GetPage(id), ct).ToOk();

    private static Task<OkReply<PageDetailDto>> UpdatePage(int id, UpdatePage body, ISender sender, CancellationToken ct) =>
        sender.Send(body with { Id = id }, ct).ToOk();

    private static Task<NoContentReply> DeletePage(int id, ISender sender, CancellationToken ct) => sender.Send(new DeletePage(id), ct).ToNoContent();

    private static Task<OkReply<IReadOnlyList<PageShareDto>>> SharePage(int id, SharePage body, ISender sender, CancellationToken ct) =>
        sender.Send(body with { Id = id }, ct).ToOk();

    private static Task<NoContentReply> UnsharePage(int id, string username, ISender sender, CancellationToken ct) =>
        sender.Send(new UnsharePage(id, username), ct).ToNoContent();

    private static Task<OkReply<PageDetailDto>> ApplyPreset(
        int id, [FromRoute(Name = "preset_id")] int presetId, ISender sender, CancellationToken ct) =>
        sender.Send(new ApplyPreset(id, presetId), ct).ToOk();

    private static Task<OkReply<IReadOnlyList<PageVersionDto>>> ListPageVersions(int id, ISender sender, CancellationToken ct) =>
        sender.Send(new ListPageVersions(id), ct).ToOk();

    private static Task<OkReply<PageVersionDetailDto>> GetPageVersion(int id, int version, ISender sender, CancellationToken ct) =>
        sender.Send(new GetPageVersion(id, version), ct).ToOk();

    private static Task<OkReply<PageDetailDto>> RestorePageVersion(int id, int version, ISender sender, CancellationToken ct) =>
        sender.Send(new RestorePageVersion(id, version), ct).ToOk();
}
