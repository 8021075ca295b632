using System.Globalization;
using System.Threading.RateLimiting;
using Halext.Application.Common.Security;
using Halext.Domain.Common;
using Halext.Infrastructure.Common.Configuration;
using Halext.WebApi.Common.Errors;

namespace Halext.WebApi.Common.Security;

/// <summary>How many requests a minute one user or address may send, and how many attempts at a password one address.</summary>
internal static class RateLimiting
{
    /// <summary>The policy of routes where passwords or tokens can be guessed.</summary>
    public const string SignIn = "sign-in";

    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    public static IServiceCollection AddHalextRateLimits(this IServiceCollection services, RateLimits limits) => services.AddRateLimiter(options =>
    {
        options.OnRejected = (rejected, _) => new ValueTask(Problems.Write(
            rejected.HttpContext,
            Error.RateLimited(
                "Too many requests; slow down.",
                rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out var delay) ? delay : Window)));
        options.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(context => Partition(limits.Enabled, Caller(context), limits.PerMinute));
        options.AddPolicy(SignIn, context => Partition(limits.Enabled, Address(context), limits.SignInPerMinute));
    });

    private static RateLimitPartition<string> Partition(bool isEnabled, string key, int perMinute) => isEnabled
        ? RateLimitPartition.GetFixedWindowLimiter(key, _ => new FixedWindowRateLimiterOptions { PermitLimit = perMinute, Window = Window })
        : RateLimitPartition.GetNoLimiter(key);

    private static string Caller(HttpContext context) =>
        context.RequestServices.GetRequiredService<ICurrentUser>().Actor is { } actor
            ? "user " + actor.UserId.ToString(CultureInfo.InvariantCulture)
            : Address(context);

    private static string Address(HttpContext context) => context.Connection.RemoteIpAddress?.ToString() ?? "unknown";
}
