using Halext.Application.Operations.Server;

namespace Halext.Infrastructure.Operations.Server;

/// <summary>The lines of this process, and in front of them those of the processes before it, where there is a journal.</summary>
internal sealed class RecentLogs(LogBuffer buffer, SystemJournal journal) : IRecentLogs
{
    public async Task<IReadOnlyList<string>> Read(LogSeverity? atLeast, int limit, CancellationToken ct)
    {
        var own = buffer.Read(atLeast, limit);

        // Where the ring has lost lines, older ones would leave a gap in front of it.
        var older = buffer.IsWhole ? await journal.Read(atLeast, limit - own.Count, ct) : [];
        return [.. older, .. own];
    }
}
