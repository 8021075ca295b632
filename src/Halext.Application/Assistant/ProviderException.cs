using Halext.Domain.Common;

namespace Halext.Application.Assistant;

/// <summary>What went wrong at a provider.</summary>
public enum ProviderFailure
{
    /// <summary>No connection, no answer in time, or a fault of the server (5xx).</summary>
    Unreachable,

    /// <summary>The credential was refused (401, 403).</summary>
    Unauthorized,

    /// <summary>Too many requests, or the account's quota is used up (429).</summary>
    Busy,

    /// <summary>The provider does not know the model.</summary>
    UnknownModel,

    /// <summary>The provider refuses the request itself: too long, an option that the model does not have (400, 413, 422).</summary>
    Refused,

    /// <summary>What came is not what the protocol says.</summary>
    Garbled,

    /// <summary>The answer stopped in the middle.</summary>
    Cut,

    /// <summary>The answer came to its end without a word.</summary>
    Silent,

    /// <summary>The provider's content filter took the answer away.</summary>
    Filtered,
}

/// <summary>A provider failed. Adapters throw nothing else, except when they are cancelled.</summary>
/// <param name="failure">How.</param>
/// <param name="message">One sentence for a person, without addresses, keys or the provider's own text where that could hold such.</param>
/// <param name="inner">The vendor library's exception.</param>
public sealed class ProviderException(ProviderFailure failure, string message, Exception? inner = null) : Exception(message, inner)
{
    public ProviderFailure Failure { get; } = failure;

    /// <summary>What the provider said of when to come again.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Whether asking again may help.</summary>
    public bool IsTransient => Failure is ProviderFailure.Unreachable or ProviderFailure.Busy;

    /// <summary>As clients see it.</summary>
    public Error ToError() => Failure switch
    {
        ProviderFailure.UnknownModel => new Error("MODEL_NOT_FOUND", ErrorKind.NotFound, Message),
        ProviderFailure.Refused => new Error("MODEL_REFUSED", ErrorKind.Invalid, Message),
        ProviderFailure.Filtered => new Error("CONTENT_FILTERED", ErrorKind.Invalid, Message),
        ProviderFailure.Silent => new Error("EMPTY_ANSWER", ErrorKind.Unavailable, Message),
        ProviderFailure.Unauthorized => new Error("PROVIDER_UNAUTHORIZED", ErrorKind.Unavailable, Message) { IsLasting = true },
        ProviderFailure.Busy => new Error("PROVIDER_BUSY", ErrorKind.Unavailable, Message) { RetryAfter = RetryAfter },
        _ => new Error("PROVIDER_UNAVAILABLE", ErrorKind.Unavailable, Message) { RetryAfter = RetryAfter },
    };
}
