using System.Net.Sockets;
using Halext.Application.Operations.Health;
using Halext.Infrastructure.Common.Data;
using Npgsql;

namespace Halext.Infrastructure.Operations;

/// <summary>Asks the database who it is, within two seconds.</summary>
internal sealed class DatabaseProbe(NpgsqlDataSource dataSource, Migrator migrator) : IDatabaseProbe
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(2);

    public async Task<DatabaseHealth> Probe(CancellationToken ct)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(ct);
        timeout.CancelAfter(Timeout);
        try
        {
            await using var connection = await dataSource.OpenConnectionAsync(timeout.Token);
            await using var command = new NpgsqlCommand("SELECT version()", connection);

            // "PostgreSQL 15.18 (Debian 15.18-0+deb12u1) on x86_64-pc-linux-gnu, compiled by …"
            var words = ((string)(await command.ExecuteScalarAsync(timeout.Token))!).Split(' ');
            var pending = await migrator.Pending(timeout.Token);
            return new DatabaseHealth(true, words[0], words[1], pending.Count);
        }
        catch (Exception e) when (e is NpgsqlException or SocketException or TimeoutException
            || (e is OperationCanceledException && !ct.IsCancellationRequested))
        {
            return new DatabaseHealth(false, null, null, null);
        }
    }
}
