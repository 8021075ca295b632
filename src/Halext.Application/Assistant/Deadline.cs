using Halext.Domain.Assistant;
using Halext.Domain.Common;

namespace Halext.Application.Assistant;

/// <summary>How long people wait for models. Proxies wait a little longer (docker/nginx), so that they get to see the reason.</summary>
internal static class Deadline
{
    /// <summary>For a whole answer, second attempts included.</summary>
    public static readonly TimeSpan Answer = TimeSpan.FromMinutes(4);

    /// <summary>For the first piece of an answer, and from each piece to the next.</summary>
    public static readonly TimeSpan Piece = TimeSpan.FromMinutes(2);

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
