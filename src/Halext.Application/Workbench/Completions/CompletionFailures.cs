using Halext.Domain.Common;
using Halext.Domain.Messaging;

namespace Halext.Application.Workbench.Completions;

internal static class CompletionFailures
{
    /// <summary>The failure that a message keeps, as it was before: of its kind only the code is left.</summary>
    public static Error ToError(this MessageFailure failure) => new(
        failure.Code,
        failure.Code switch
        {
            "MODEL_NOT_FOUND" => ErrorKind.NotFound,
            "MODEL_REFUSED" or "CONTENT_FILTERED" => ErrorKind.Invalid,
            "BUDGET_EXCEEDED" => ErrorKind.RateLimited,
            _ => ErrorKind.Unavailable,
        },
        failure.Message)
    {
        IsLasting = failure.Code is "BUDGET_EXCEEDED" or "PROVIDER_UNAUTHORIZED" or "CREDENTIAL_UNREADABLE",
    };
}
