using System.Threading.RateLimiting;
using Halext.Application.Accounts.SignIn;
using Halext.Domain.Accounts;
using Halext.Domain.Common;
using Halext.Infrastructure.Common.Configuration;

namespace Halext.Infrastructure.Accounts;

/// <summary>At most <c>RATE_LIMIT_SIGN_IN_PER_MINUTE</c> attempts at one name within a minute, whatever their addresses, on this node.</summary>
internal sealed class SignInThrottle(HalextSettings settings) : ISignInThrottle, IDisposable
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly PartitionedRateLimiter<string>? _limiter = settings.RateLimits.Enabled
        ? PartitionedRateLimiter.Create<string, string>(name => RateLimitPartition.GetFixedWindowLimiter(
            name, _ => new FixedWindowRateLimiterOptions { PermitLimit = settings.RateLimits.SignInPerMinute, Window = Window }))
        : null;

    public Error? Attempt(string name)
    {
        using var lease = _limiter?.AttemptAcquire(name);
        if (lease is null or { IsAcquired: true })
            return null;
        return AccountErrors.Locked(lease.TryGetMetadata(MetadataName.RetryAfter, out var retryAfter) ? retryAfter : Window);
    }

    public void Dispose() => _limiter?.Dispose();
}
