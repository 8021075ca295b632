using Halext.Domain.Operations;

namespace Halext.Infrastructure.Common.Configuration;

/// <summary>What this process does about jobs.</summary>
/// <param name="Worker">Whether it runs any.</param>
/// <param name="Scheduler">Whether it fires recurring ones. Of all that do, one fires each.</param>
/// <param name="Name">What it calls itself, before the machine's name.</param>
/// <param name="Queues">What it serves; empty for all.</param>
/// <param name="Concurrency">How many it runs at once.</param>
/// <param name="Drain">How long jobs that run may take to end when the process is told to stop.</param>
public sealed record JobSettings(bool Worker, bool Scheduler, string Name, IReadOnlyList<string> Queues, int Concurrency, TimeSpan Drain)
{
    public const int ConcurrencyMax = 100;

    /// <summary>Reads a comma-separated list of queues.</summary>
    /// <returns>Null when it names none, or one that no queue can be called, or more than a worker's row holds.</returns>
    public static IReadOnlyList<string>? ReadQueues(string text)
    {
        string[] queues = [.. text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Distinct()];
        return queues.Length > 0 && queues.All(Job.IsQueueName) && string.Join(',', queues).Length <= JobNode.QueuesMaxLength ? queues : null;
    }
}
