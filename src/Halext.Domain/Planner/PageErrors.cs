using Halext.Domain.Common;

namespace Halext.Domain.Planner;

/// <summary>What pages refuse.</summary>
public static class PageErrors
{
    public static readonly Error ReadOnly = Error.Forbidden("This page is shared with you for reading only.");

    public static readonly Error OwnerOnly = Error.Forbidden("Only the owner of the page may do this.");

    public static readonly Error TooManyShares = Error.Conflict($"A page is shared with at most {Page.SharesMax} people.");

    public static Error NotFound(int id) => Error.NotFound("Page", id);

    public static Error NoVersion(int number) => Error.NotFound("Version", number);
}
