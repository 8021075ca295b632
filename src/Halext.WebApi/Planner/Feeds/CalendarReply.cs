using System.Reflection;
using Halext.Application.Planner.Feeds;
using Halext.Domain.Common;
using Halext.WebApi.Common.Errors;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Net.Http.Headers;

namespace Halext.WebApi.Planner.Feeds;

/// <summary>200 with a calendar as it comes from the database, 304 when the caller has it already, or the problem body.</summary>
internal sealed class CalendarReply(Result<ExportedCalendar> result) : IResult, IEndpointMetadataProvider
{
    public const string ContentType = "text/calendar";

    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder)
    {
        builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(string), [ContentType]));
        builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status304NotModified, typeof(void)));
    }

    /// <summary>The versions that the caller has, by If-None-Match; a proxy on the way may have made them weak.</summary>
    public static IReadOnlyList<string> KnownVersions(HttpRequest request) =>
        [.. request.GetTypedHeaders().IfNoneMatch.Select(known => known.Tag.ToString().Trim('"')).Take(ReadFeed.VersionsMax)];

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        if (result.Failed)
        {
            await Problems.Write(httpContext, result.Error);
            return;
        }

        var response = httpContext.Response;
        response.Headers.ETag = new EntityTagHeaderValue($"\"{result.Value.Version}\"").ToString();
        response.Headers.CacheControl = "private, no-cache";
        if (result.Value.Calendar is not { } calendar)
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        response.ContentType = ContentType + "; charset=utf-8";
        response.Headers.ContentDisposition = "attachment; filename=\"halext.ics\"";
        if (!HttpMethods.IsHead(httpContext.Request.Method))
            await calendar.WriteTo(response.BodyWriter, httpContext.RequestAborted);
    }
}
