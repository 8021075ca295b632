using System.Reflection;
using Halext.Application.Assistant;
using Halext.Application.Assistant.Images;
using Halext.Application.Common.Messaging;
using Halext.Domain.Common;
using Halext.WebApi.Common.Endpoints;
using Halext.WebApi.Common.Errors;
using Microsoft.AspNetCore.Http.Metadata;

namespace Halext.WebApi.Assistant.Images;

internal sealed class ImageEndpoints : IEndpointGroup
{
    public static void Map(IEndpointRouteBuilder app) => app.MapPost("/v1/images/generate", GenerateImage).WithTags("Assistant");

    private static async Task<PngReply> GenerateImage(ISender sender, CancellationToken ct, string? prompt = null, string? model = null) =>
        new(await sender.Send(new GenerateImage(prompt ?? "", model), ct));
}

/// <summary>A picture, or the problem body.</summary>
internal sealed class PngReply(Result<Answered<ReadOnlyMemory<byte>>> result) : IResult, IEndpointMetadataProvider
{
    private const string ContentType = "image/png";

    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
        builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(byte[]), [ContentType]));

    public Task ExecuteAsync(HttpContext httpContext)
    {
        if (result.Failed)
            return Problems.Write(httpContext, result.Error);
        ModelHeader.Set(httpContext.Response, result.Value.Model);
        httpContext.Response.ContentType = ContentType;
        httpContext.Response.ContentLength = result.Value.Value.Length;
        return httpContext.Response.Body.WriteAsync(result.Value.Value, httpContext.RequestAborted).AsTask();
    }
}
