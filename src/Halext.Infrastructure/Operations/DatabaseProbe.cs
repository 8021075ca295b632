using System.Net.Sockets;
using Halext.Application.Operations.Health;
using Halext.Infrastructure.Common.Data;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Halext.Infrastructure.Operations;

/// <summary>How <see cref="DatabaseProbe"/> asks.</summary>
internal sealed class DatabaseProbeOptions
{
    /// <summary>When a database that says nothing counts as one that does not answer.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(3);
}

/// <summary>Asks the database who it is, and waits a few seconds at most.</summary>
internal sealed class DatabaseProbe(NpgsqlDataSource dataSource, Migrator migrator, IOptions<DatabaseProbeOptions> options) : IDatabaseProbe
{
    public async Task<DatabaseHealth> Probe(CancellationToken ct)
    {
        try
        {
            // "PostgreSQL 15.18 (Debian 15.18-0+deb12u1) on x86_64-pc-linux-gnu, compiled by …"
            var words = (await Version(ct)).Split(' ');

            // Asked once in the life of a process, and then with the cost of a cold start, which is not the database's delay.
            var pending = await migrator.Pending(ct);
            return new DatabaseHealth(true, words[0], words[1], pending.Count);
        }
        catch (Exception e) when (IsOutage(e, ct))
        {
            return new DatabaseHealth(false, null, null, null);
        }
    }

    public async Task<bool> Answers(CancellationToken ct)
    {
        try
        {
            await Version(ct);
            return true;
        }
        catch (Exception e) when (IsOutage(e, ct))
        {
            return false;
        }
    }

    private static bool IsOutage(Exception e, CancellationToken ct) =>
        e is NpgsqlException or SocketException or TimeoutException or InvalidOperationException { InnerException: NpgsqlException }
        || (e is OperationCanceledException && !ct.IsCancellationRequested);

    private async Task<string> Version(CancellationToken ct)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(ct);
        timeout.CancelAfter(options.Value.Timeout);

        // While a server that took the call says nothing, Npgsql does not look at the token; what is left behind ends by its own limit.
        return await AskVersion(timeout.Token).WaitAsync(timeout.Token);
    }

    private async Task<string> AskVersion(CancellationToken ct)
    {
        await using var connection = await dataSource.OpenConnectionAsync(ct);
        await using var command = new NpgsqlCommand("SELECT version()", connection);
        return (string)(await command.ExecuteScalarAsync(ct))!;
    }
}
