using Halext.Domain.Common;

namespace Halext.Application.Common.Security;

/// <summary>Anyone may do this, signed in or not.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class PublicAttribute : Attribute;

/// <summary>Only admins may do this.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class AdminOnlyAttribute : Attribute;

/// <summary>Needs a person who signed in: an API key may not (it could otherwise lock its owner out, or make itself immortal).</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class SessionOnlyAttribute : Attribute;

/// <summary>A permission rule of one request that attributes cannot express. Runs after the general rules and before validation.</summary>
public interface IAuthorizer<in TRequest>
{
    /// <summary>Why the request is refused, or null when it is not.</summary>
    Error? Refusal(TRequest request);
}
