using Halext.Domain.Assistant;
using Halext.Domain.Common;

namespace Halext.Application.Assistant;

/// <summary>
/// How long people wait for all that is asked on their behalf. Proxies wait a little longer (docker/nginx), so that they get to see the reason.
/// How long a single provider is waited for, its adapter decides.
/// </summary>
internal static class Deadline
{
    /// <summary>For a whole answer, second attempts and stand-ins included.</summary>
    public static readonly TimeSpan Answer = TimeSpan.FromMinutes(4);

    /// <summary>
    /// Later than this no stand-in is asked any more: it could not begin while anybody waits. Who was silent for two minutes can still be replaced.
    /// </summary>
    public static readonly TimeSpan StandIn = TimeSpan.FromMinutes(2.5);

    /// <summary>Does something, and gives it up when it takes too long.</summary>
    public static async Task<Result<T>> Within<T>(
        TimeSpan limit, TimeProvider clock, Func<CancellationToken, Task<Result<T>>> work, CancellationToken ct)
    {
        using var timer = new CancellationTokenSource(limit, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, timer.Token);
        try
        {
            return await work(either.Token);
        }
        catch (OperationCanceledException) when (timer.IsCancellationRequested && !ct.IsCancellationRequested)
        {
            return AssistantErrors.Timeout;
        }
    }
}
