using Halext.Application.Common.Messaging;
using Halext.Application.Planner.Feeds;
using Halext.Domain.Planner;
using Halext.Infrastructure.Common.Configuration;
using Halext.WebApi.Common.Endpoints;
using Halext.WebApi.Common.Json;
using Microsoft.AspNetCore.Mvc;

namespace Halext.WebApi.Planner.Feeds;

internal sealed class FeedEndpoints : IEndpointGroup
{
    public static void Map(IEndpointRouteBuilder app)
    {
        var calendar = app.MapGroup("/calendar").WithTags("Calendar");
        calendar.MapPost("/import", ImportCalendar)
            .Accepts<IFormFile>("multipart/form-data", CalendarReply.ContentType)
            .WithMetadata(new RequestSizeLimitAttribute(CalendarFile.BodyBytesMax));
        calendar.MapGet("/export.ics", ExportCalendar);
        calendar.MapGet("/feeds", ListFeeds);
        calendar.MapPost("/feeds", CreateFeed);
        calendar.MapDelete("/feeds/{id:int}", DeleteFeed);
        app.MapMethods("/feeds/{token}.ics", [HttpMethods.Get, HttpMethods.Head], ReadFeed).WithTags("Calendar").AllowAnonymous();
    }

    private static async Task<OkReply<ImportDto>> ImportCalendar(
        HttpRequest request,
        ISender sender,
        CancellationToken ct,
        [FromQuery(Name = "dry_run")] Flag? dryRun = null,
        [FromQuery(Name = "time_zone")] string? timeZone = null)
    {
        var file = await CalendarFile.Read(request, ct);
        return file.Failed ? new(file.Error) : await sender.Send(new ImportCalendar(file.Value, timeZone, dryRun?.Value ?? false), ct).ToOk();
    }

    private static async Task<CalendarReply> ExportCalendar(
        HttpRequest request, ISender sender, CancellationToken ct, Flag? events = null, Flag? tasks = null, Flag? shared = null)
    {
        var contents = (events?.Value ?? true ? FeedContents.Events : 0) | (tasks?.Value ?? true ? FeedContents.Tasks : 0) | (shared?.Value ?? false ? FeedContents.Shared : 0);
        return new(await sender.Send(new ExportCalendar(contents, CalendarReply.KnownVersions(request)), ct));
    }

    private static Task<OkReply<IReadOnlyList<FeedDto>>> ListFeeds(ISender sender, CancellationToken ct) => sender.Send(new ListFeeds(), ct).ToOk();

    private static async Task<CreatedReply<NewFeedDto>> CreateFeed(
        CreateFeed body, HttpRequest request, ISender sender, HalextSettings settings, CancellationToken ct)
    {
        var made = await sender.Send(body, ct);
        return made.Failed
            ? new(made.Error)
            : new(made.Value with { Url = PublicUrl(request, settings) + made.Value.Url });
    }

    /// <summary>What the operator says, where proxies lead to Halext below /api; else what this caller used.</summary>
    private static string PublicUrl(HttpRequest request, HalextSettings settings) =>
        settings.Accounts.PublicUrl == $"http://{settings.Host}:{settings.Port}"
            ? $"{request.Scheme}://{request.Host}{request.PathBase}"
            : settings.Accounts.PublicUrl + "/api";

    private static Task<NoContentReply> DeleteFeed(int id, ISender sender, CancellationToken ct) => sender.Send(new DeleteFeed(id), ct).ToNoContent();

    private static async Task<CalendarReply> ReadFeed(string token, HttpRequest request, ISender sender, CancellationToken ct) =>
        new(await sender.Send(new ReadFeed(token, CalendarReply.KnownVersions(request)), ct));
}
