using System.Diagnostics;

namespace Halext.TestKit;

/// <summary>Waits for what happens behind an answer. Asks again at once and often, and gives up only when something must be broken.</summary>
public static class Eventually
{
    /// <summary>Shorter than the two minutes after which the product itself gives up on others, so that nobody waits for that.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);

    /// <summary>Until the condition holds.</summary>
    public static Task True(Func<bool> condition) => True(() => Task.FromResult(condition()));

    /// <summary>Until the condition holds.</summary>
    public static async Task True(Func<Task<bool>> condition)
    {
        var start = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            Assert.That(Stopwatch.GetElapsedTime(start), Is.LessThan(Patience), "It did not happen.");
            await Task.Delay(Interval);
        }
    }

    /// <summary>Until the request is answered with this status.</summary>
    public static Task Status(int status, Func<Task<HttpResponseMessage>> request) => True(async () =>
    {
        using var response = await request();
        return (int)response.StatusCode == status;
    });
}
