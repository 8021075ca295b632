using System.Reflection;
using System.Text;
using Halext.Application.Assistant;
using Halext.Domain.Assistant;
using Halext.Domain.Common;
using Halext.WebApi.Common.Errors;
using Microsoft.AspNetCore.Http.Metadata;

namespace Halext.WebApi.Common.Endpoints;

/// <summary>200 with what a model said and, in a header, which model that was; or the problem body.</summary>
internal sealed class AnswerReply<T>(Result<Answered<T>> result) : IResult, IEndpointMetadataProvider
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        if (result.Failed)
            return Problems.Write(httpContext, result.Error);
        ModelHeader.Set(httpContext.Response, result.Value.Model);
        return Reply.Write<T>(httpContext, result.Value.Value, StatusCodes.Status200OK);
    }

    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) => Reply.Describe(builder, StatusCodes.Status200OK, typeof(T));
}

internal static class AnswerReplies
{
    public static async Task<AnswerReply<T>> ToAnswer<T>(this Task<Result<Answered<T>>> result) => new(await result);
}

/// <summary>The header that names the model that really spoke.</summary>
internal static class ModelHeader
{
    public const string Name = "X-Halext-AI-Model";

    /// <summary>Whatever stands in the name: headers hold visible ASCII, so everything else is percent-encoded.</summary>
    public static void Set(HttpResponse response, ModelIdentifier model)
    {
        var text = new StringBuilder();
        foreach (var unit in Encoding.UTF8.GetBytes(model.ToString()))
        {
            if (unit is > 0x20 and < 0x7F)
                text.Append((char)unit);
            else
                text.Append('%').Append(unit.ToString("X2", System.Globalization.CultureInfo.InvariantCulture));
        }

        response.Headers[Name] = text.ToString();
    }
}
