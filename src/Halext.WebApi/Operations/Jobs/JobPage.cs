using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Net.Http.Headers;

namespace Halext.WebApi.Operations.Jobs;

/// <summary>The page of jobs: a handful of files inside this program. It needs nothing from elsewhere, and no build of its own.</summary>
/// <remarks>
/// Files are addressed below the hash of all of them, so that browsers keep them for ever and never mix two versions; modules find each
/// other by relative paths. The page itself is small and always asked for anew.
/// </remarks>
internal static class JobPage
{
    private const string Prefix = "jobs-page/";
    private const string Index = "index.html";

    // Nothing but its own files and its own API: no inline script or style, no other site, no frame, and no form that leaves it.
    private const string ContentPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'";

    private static readonly FileExtensionContentTypeProvider ContentTypes = new();
    private static readonly Dictionary<string, byte[]> Files = Load();
    private static readonly string Version = Convert.ToHexStringLower(SHA256.HashData([.. Files.OrderBy(f => f.Key, StringComparer.Ordinal).SelectMany(f => f.Value)]))[..16];
    private static readonly string Html = Encoding.UTF8.GetString(Files[Index]).Replace("{version}", Version, StringComparison.Ordinal);

    /// <summary>
    /// Answers browsers at the address of the list of jobs with the page. Browsers ask for HTML by name; clients of the API ask for JSON or
    /// for anything, and get JSON as ever.
    /// </summary>
    public static async ValueTask<object?> ForBrowsers(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        http.Response.Headers.Append(HeaderNames.Vary, HeaderNames.Accept);
        if (!WantsHtml(http.Request))
            return await next(context);

        // What is relative to the page must be found below it. The address is relative, because a proxy may have stripped a prefix.
        if (!http.Request.Path.Value!.EndsWith('/'))
            return new RelativeRedirect("jobs/" + http.Request.QueryString);
        http.Response.Headers.ContentSecurityPolicy = ContentPolicy;
        return TypedResults.Content(Html, "text/html; charset=utf-8");
    }

    public static IResult File(string version, string name)
    {
        if (name == Index || !Files.TryGetValue(name, out var bytes) || !ContentTypes.TryGetContentType(name, out var type))
            return TypedResults.NotFound();

        // Whoever asks below another version has an old page open, and must not keep new files under the old address.
        return new StaticFile(bytes, type, version == Version ? "public, max-age=31536000, immutable" : "no-cache");
    }

    private static bool WantsHtml(HttpRequest request) =>
        request.GetTypedHeaders().Accept is { Count: > 0 } accept
        && accept.Any(a => a.MediaType == "text/html" && a.Quality is null or > 0) && !accept.Any(a => a.MediaType == "application/json");

    private static Dictionary<string, byte[]> Load()
    {
        var assembly = typeof(JobPage).Assembly;
        return assembly.GetManifestResourceNames().Where(n => n.StartsWith(Prefix, StringComparison.Ordinal)).ToDictionary(n => n[Prefix.Length..], name =>
        {
            using var stream = assembly.GetManifestResourceStream(name)!;
            using var bytes = new MemoryStream();
            stream.CopyTo(bytes);
            return bytes.ToArray();
        });
    }

    private sealed class RelativeRedirect(string location) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.StatusCode = StatusCodes.Status307TemporaryRedirect;
            httpContext.Response.Headers.Location = location;
            return Task.CompletedTask;
        }
    }

    private sealed class StaticFile(byte[] bytes, string type, string cacheControl) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.Headers.CacheControl = cacheControl;
            return TypedResults.Bytes(bytes, type.StartsWith("text/", StringComparison.Ordinal) ? type + "; charset=utf-8" : type).ExecuteAsync(httpContext);
        }
    }
}
