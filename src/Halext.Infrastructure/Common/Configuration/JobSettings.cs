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
}
