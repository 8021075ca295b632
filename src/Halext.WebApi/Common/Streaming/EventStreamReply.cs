using System.Reflection;
using System.Text;
using Halext.Application.Assistant;
using Halext.Domain.Common;
using Halext.WebApi.Common.Endpoints;
using Halext.WebApi.Common.Errors;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Extensions.Options;

namespace Halext.WebApi.Common.Streaming;

/// <summary>What goes out while nothing else does.</summary>
internal sealed class EventStreamOptions
{
    /// <summary>Well below what proxies and phones take for a dead connection.</summary>
    public TimeSpan Heartbeat { get; set; } = TimeSpan.FromSeconds(15);
}

/// <summary>
/// Marks a route that answers with events where the caller wants a stream, and else with JSON. The framework describes one type for each status.
/// </summary>
internal sealed class AlsoStreams;

/// <summary>
/// An answer in pieces, as server-sent events; what failed before the first one is the problem body, what fails later an event. When the client
/// goes away, the provider's work ends.
/// </summary>
internal sealed partial class EventStreamReply(Result<TextStream> result, IChunkFormat format) : IResult, IEndpointMetadataProvider
{
    /// <summary>The end of every stream that is complete.</summary>
    public const string Done = "data: [DONE]\n\n";

    public const string ContentType = "text/event-stream";

    private const string Comment = ": still here\n\n";

    private static readonly Error Broken =
        new("INTERNAL_SERVER_ERROR", ErrorKind.Unavailable, "Something went wrong on the server; the request id helps its operator to find it.");

    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
        builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(string), [ContentType]));

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        if (result.Failed)
        {
            await Problems.Write(httpContext, result.Error);
            return;
        }

        var ct = httpContext.RequestAborted;
        Begin(httpContext.Response, result.Value);
        try
        {
            await Send(httpContext.Response, format.Begin(), ct);
            await SendAll(httpContext, ct);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // Nobody listens any more.
        }
        catch (ProviderException e)
        {
            await Send(httpContext.Response, format.Failure(e.ToError()), ct);
        }
        catch (Exception e)
        {
            // The status is out; the exception handler could only cut the connection.
            LogBug(httpContext.RequestServices.GetRequiredService<ILogger<EventStreamReply>>(), e);
            await Send(httpContext.Response, format.Failure(Broken), ct);
        }
    }

    private static void Begin(HttpResponse response, TextStream stream)
    {
        if (stream.Model is { } model)
            ModelHeader.Set(response, model);
        response.ContentType = ContentType;
        response.Headers.CacheControl = "no-store";

        // nginx, where it is not configured as docker/nginx has it.
        response.Headers["X-Accel-Buffering"] = "no";
        response.HttpContext.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
    }

    private async Task SendAll(HttpContext context, CancellationToken ct)
    {
        var clock = context.RequestServices.GetRequiredService<TimeProvider>();
        var heartbeat = context.RequestServices.GetRequiredService<IOptions<EventStreamOptions>>().Value.Heartbeat;
        await using var pieces = result.Value.Pieces.GetAsyncEnumerator(ct);
        while (true)
        {
            var next = pieces.MoveNextAsync().AsTask();
            try
            {
                while (!await Arrives(next, heartbeat, clock))
                    await Send(context.Response, Comment, ct);
            }
            finally
            {
                // What is at work cannot be disposed. It ends soon: it has the token, too.
                await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            if (!await next)
                break;
            await Send(context.Response, format.Piece(pieces.Current), ct);
        }

        await Send(context.Response, format.End(result.Value.IsCut()), ct);
    }

    private static async Task<bool> Arrives(Task next, TimeSpan heartbeat, TimeProvider clock)
    {
        try
        {
            await next.WaitAsync(heartbeat, clock, CancellationToken.None);
        }
        catch (TimeoutException) when (!next.IsCompleted)
        {
            return false;
        }

        return true;
    }

    private static async Task Send(HttpResponse response, string text, CancellationToken ct)
    {
        if (text.Length == 0)
            return;
        await response.Body.WriteAsync(Encoding.UTF8.GetBytes(text), ct);
        await response.Body.FlushAsync(ct);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A stream broke")]
    private static partial void LogBug(ILogger logger, Exception exception);
}

internal static class EventStreams
{
    public static async Task<EventStreamReply> ToJsonChunks(this Task<Result<TextStream>> result) => new(await result, new JsonChunks());

    public static async Task<EventStreamReply> ToTextChunks(this Task<Result<TextStream>> result) => new(await result, new TextChunks());
}
