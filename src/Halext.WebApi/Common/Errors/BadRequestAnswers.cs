namespace Halext.WebApi.Common.Errors;

/// <summary>Says in the OpenAPI document that a route refuses by the status 400, which Halext uses only where clients know it.</summary>
internal sealed class BadRequestMark;

internal static class BadRequestAnswers
{
    public static RouteHandlerBuilder AnswersBadRequest(this RouteHandlerBuilder route) => route.WithMetadata(new BadRequestMark());
}
