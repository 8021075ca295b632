using System.Reflection;
using Halext.Application.Assistant.Completions;
using Halext.WebApi.Common.Streaming;
using Microsoft.AspNetCore.Http.Metadata;

namespace Halext.WebApi.Assistant.Completions;

/// <summary>200 with a whole answer or with one in pieces, as the caller wants it; or the problem body.</summary>
internal sealed class CompletionReply(IResult reply) : IResult, IEndpointMetadataProvider
{
    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder)
    {
        builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(CompletionDto), ["application/json"]));
        builder.Metadata.Add(new AlsoStreams());
    }

    public Task ExecuteAsync(HttpContext httpContext) => reply.ExecuteAsync(httpContext);
}
