using System.Reflection;
using Halext.Domain.Common;
using Halext.WebApi.Common.Errors;
using Microsoft.AspNetCore.Http.Metadata;

namespace Halext.WebApi.Common.Endpoints;

/// <summary>200 with the value, or the problem body.</summary>
internal sealed class OkReply<T>(Result<T> result) : IResult, IEndpointMetadataProvider
{
    public Task ExecuteAsync(HttpContext httpContext) => Reply.Write(httpContext, result, StatusCodes.Status200OK);

    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) => Reply.Describe(builder, StatusCodes.Status200OK, typeof(T));
}

/// <summary>201 with the value, or the problem body.</summary>
internal sealed class CreatedReply<T>(Result<T> result) : IResult, IEndpointMetadataProvider
{
    public Task ExecuteAsync(HttpContext httpContext) => Reply.Write(httpContext, result, StatusCodes.Status201Created);

    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) => Reply.Describe(builder, StatusCodes.Status201Created, typeof(T));
}

/// <summary>202 with the value, or the problem body.</summary>
internal sealed class AcceptedReply<T>(Result<T> result) : IResult, IEndpointMetadataProvider
{
    public Task ExecuteAsync(HttpContext httpContext) => Reply.Write(httpContext, result, StatusCodes.Status202Accepted);

    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) => Reply.Describe(builder, StatusCodes.Status202Accepted, typeof(T));
}

/// <summary>204, or the problem body.</summary>
internal sealed class NoContentReply(Result<Done> result) : IResult, IEndpointMetadataProvider
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        if (result.Failed)
            return Problems.Write(httpContext, result.Error);
        httpContext.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) => Reply.Describe(builder, StatusCodes.Status204NoContent, null);
}

/// <summary>Shapes results into replies.</summary>
internal static class Reply
{
    public static async Task<OkReply<T>> ToOk<T>(this Task<Result<T>> result) => new(await result);

    public static async Task<CreatedReply<T>> ToCreated<T>(this Task<Result<T>> result) => new(await result);

    public static async Task<AcceptedReply<T>> ToAccepted<T>(this Task<Result<T>> result) => new(await result);

    public static async Task<NoContentReply> ToNoContent(this Task<Result<Done>> result) => new(await result);

    /// <summary>For routes that leave out what the use case answers.</summary>
    public static async Task<NoContentReply> ToNoContent<T>(this Task<Result<T>> result) => new(await result is { Failed: true } failure ? failure.Error : Done.Result);

    internal static Task Write<T>(HttpContext context, Result<T> result, int status)
    {
        if (result.Failed)
            return Problems.Write(context, result.Error);
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(result.Value, context.RequestAborted);
    }

    internal static void Describe(EndpointBuilder builder, int status, Type? type) =>
        builder.Metadata.Add(new ProducesResponseTypeMetadata(status, type ?? typeof(void), type is null ? [] : ["application/json"]));
}

/// <summary>A failure that no use case decided on.</summary>
internal sealed class ProblemReply(Error error) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext) => Problems.Write(httpContext, error);
}
