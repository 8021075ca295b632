using Halext.Domain.Common;

namespace Halext.Domain.Assistant;

/// <summary>What the assistant refuses.</summary>
public static class AssistantErrors
{
    public static readonly Error Timeout = new("PROVIDER_TIMEOUT", ErrorKind.Unavailable, "The model did not answer in time.");

    /// <summary>The model answered, twice, but not with what was asked for.</summary>
    public static Error InvalidAnswer(string problem) =>
        new("INVALID_AI_RESPONSE", ErrorKind.Invalid, $"The model's answer cannot be used: {problem} Another model may do better.");

    public static Error ModelNotFound(string model) =>
        new("MODEL_NOT_FOUND", ErrorKind.NotFound, $"There is no model '{model}' for you.");

    /// <summary>Nothing can make pictures.</summary>
    public static Error NoPictures(string why) =>
        new("IMAGE_MODEL_UNAVAILABLE", ErrorKind.Unavailable, $"No model that makes pictures is within reach. {why}") { IsLasting = true };

    public static Error NodeNotFound(int id) => Error.NotFound("AI client", id);

    /// <summary>The server's secret has changed since the key was stored.</summary>
    public static Error CredentialUnreadable(string provider) =>
        new("CREDENTIAL_UNREADABLE", ErrorKind.Unavailable, $"The stored key for '{provider}' cannot be read any more, because the server's secret has changed. Store the key again.") { IsLasting = true };

    /// <summary>The person's budget does not cover the call.</summary>
    /// <param name="what">The budget, as in "monthly budget of 5 USD".</param>
    /// <param name="until">When it is filled again.</param>
    public static Error BudgetExceeded(string what, TimeSpan until) =>
        new("BUDGET_EXCEEDED", ErrorKind.RateLimited, $"Your {what} does not cover this call.") { RetryAfter = until, IsLasting = true };
}
