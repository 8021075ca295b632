namespace Halext.Domain.Common;

/// <summary>What sort of refusal an <see cref="Error"/> is. The web layer turns each kind into one HTTP status.</summary>
public enum ErrorKind
{
    /// <summary>The input breaks a rule; repeating it unchanged cannot work.</summary>
    Invalid,

    /// <summary>Nobody is signed in, or the credential is not (or no longer) good.</summary>
    Unauthenticated,

    /// <summary>Somebody is signed in, and may not do this.</summary>
    Forbidden,

    /// <summary>There is no such thing for this caller.</summary>
    NotFound,

    /// <summary>The present state contradicts the request.</summary>
    Conflict,

    /// <summary>A quota or a plan's limit is used up.</summary>
    LimitExceeded,

    /// <summary>Too many attempts in too short a time; see <see cref="Error.RetryAfter"/>.</summary>
    RateLimited,

    /// <summary>Something that Halext depends on does not answer or is not configured.</summary>
    Unavailable,
}

/// <summary>An expected failure, as a value. Exceptions are kept for bugs and outages.</summary>
/// <param name="Code">Stable machine-readable code in capitals, such as <c>EMAIL_TAKEN</c>.</param>
/// <param name="Kind">The sort of refusal.</param>
/// <param name="Message">One sentence for a person, without internals.</param>
/// <param name="Fields">For <see cref="ErrorKind.Invalid"/>: what is wrong with each field, by its name in the request (PascalCase).</param>
public sealed record Error(string Code, ErrorKind Kind, string Message, IReadOnlyDictionary<string, string[]>? Fields = null)
{
    /// <summary>When it makes sense to try again, where that is known.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>
    /// Whether a program that asks again by itself would only hear the same, though the kind of the failure looks passing: first a person has
    /// to do something, or much time to pass.
    /// </summary>
    public bool IsLasting { get; init; }

    /// <summary>The input breaks a rule that concerns no single field.</summary>
    public static Error Invalid(string message) => new("VALIDATION_ERROR", ErrorKind.Invalid, message);

    /// <summary>One field breaks a rule.</summary>
    public static Error Invalid(string field, string message) =>
        new("VALIDATION_ERROR", ErrorKind.Invalid, message, new Dictionary<string, string[]> { [field] = [message] });

    public static Error Unauthenticated(string message) => new("UNAUTHORIZED", ErrorKind.Unauthenticated, message);

    public static Error Forbidden(string message) => new("FORBIDDEN", ErrorKind.Forbidden, message);

    /// <summary>There is no <paramref name="thing"/> with this id that the caller may know of.</summary>
    public static Error NotFound(string thing, object id) =>
        new("RESOURCE_NOT_FOUND", ErrorKind.NotFound, $"{thing} '{id}' was not found.");

    public static Error Conflict(string message) => new("CONFLICT", ErrorKind.Conflict, message);

    public static Error RateLimited(string message, TimeSpan retryAfter) =>
        new("RATE_LIMIT_EXCEEDED", ErrorKind.RateLimited, message) { RetryAfter = retryAfter };

    public static Error Unavailable(string message) => new("SERVICE_UNAVAILABLE", ErrorKind.Unavailable, message);
}
