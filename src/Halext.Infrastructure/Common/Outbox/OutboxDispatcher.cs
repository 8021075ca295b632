using Halext.Application.Common.Auditing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Halext.Infrastructure.Common.Outbox;

/// <summary>
/// Hands what has happened to its reactions, after the commit and at least once. Every node does: each takes entries that no other holds,
/// and of a stream only one at a time. What fails comes again later, and is parked when it keeps failing.
/// </summary>
internal sealed partial class OutboxDispatcher(
    NpgsqlDataSource dataSource, IServiceScopeFactory scopes, OutboxSignal signal, TimeProvider clock, ILogger<OutboxDispatcher> logger) : BackgroundService
{
    public const int AttemptsMax = 10;

    private const int BatchSize = 50;

    /// <summary>What other nodes left behind when they died, and what comes again, is looked for this often.</summary>
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan ReactionTimeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan OutageDelay = TimeSpan.FromSeconds(1);

    // A stream's lock is held until the commit, so what comes behind it in the stream waits for it, on whichever node. Only so many are
    // looked at, because every look takes a lock.
    private const string ClaimSql =
        """
        WITH candidates AS MATERIALIZED (
            SELECT id, stream FROM outbox WHERE parked_at IS NULL AND available_at <= $1 ORDER BY id LIMIT $2 * 4
        ), free AS MATERIALIZED (
            SELECT id FROM candidates WHERE pg_try_advisory_xact_lock(hashtextextended(stream, 0))
        )
        SELECT id, type, payload, attempts FROM outbox WHERE id IN (SELECT id FROM free) ORDER BY id LIMIT $2 FOR UPDATE SKIP LOCKED
        """;

    private const string FailSql =
        """
        UPDATE outbox SET attempts = attempts + 1, error = $2, available_at = $3, parked_at = $4 WHERE id = $1
        """;

    /// <summary>When an event that has failed comes again: after 1, 2, 4 … seconds, up to five minutes.</summary>
    public static TimeSpan Delay(int attempts) => TimeSpan.FromSeconds(Math.Min(300, Math.Pow(2, attempts - 1)));

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                while (await Dispatch(stoppingToken) == BatchSize)
                {
                }

                await signal.Wait(LookInterval, clock, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                LogOutage(logger, e);
                await Task.Delay(OutageDelay, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <summary>Takes a batch and hands it over.</summary>
    /// <returns>How many entries there were.</returns>
    private async Task<int> Dispatch(CancellationToken ct)
    {
        await using var connection = await dataSource.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var claimed = await Claim(connection, ct);
        var done = new List<long>();
        foreach (var entry in claimed)
        {
            if (await Failure(entry, ct) is { } failure)
                await NoteFailure(connection, entry, failure, ct);
            else
                done.Add(entry.Id);
        }

        if (done.Count > 0)
        {
            await using var command = new NpgsqlCommand("DELETE FROM outbox WHERE id = ANY($1)", connection) { Parameters = { new() { Value = done.ToArray() } } };
            await command.ExecuteNonQueryAsync(ct);
        }

        await transaction.CommitAsync(ct);
        return claimed.Count;
    }

    private async Task<List<(long Id, string Type, string Payload, int Attempts)>> Claim(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(ClaimSql, connection)
        {
            Parameters = { new() { Value = clock.GetUtcNow().UtcDateTime }, new() { Value = BatchSize } },
        };
        await using var reader = await command.ExecuteReaderAsync(ct);
        var claimed = new List<(long, string, string, int)>();
        while (await reader.ReadAsync(ct))
            claimed.Add((reader.GetInt64(0), reader.GetString(1), reader.GetString(2), reader.GetInt32(3)));
        return claimed;
    }

    private async Task<Exception?> Failure((long Id, string Type, string Payload, int Attempts) entry, CancellationToken ct)
    {
        using var timeout = new CancellationTokenSource(ReactionTimeout, clock);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(ct, timeout.Token);
        try
        {
            Delivery.Current = new Delivery(entry.Id);
            await using var scope = scopes.CreateAsyncScope();
            await EventTypes.React(entry.Type, entry.Payload, scope.ServiceProvider, linked.Token);
            return null;
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            return e;
        }
    }

    private async Task NoteFailure(NpgsqlConnection connection, (long Id, string Type, string Payload, int Attempts) entry, Exception failure, CancellationToken ct)
    {
        var attempts = entry.Attempts + 1;
        var now = clock.GetUtcNow();
        var isLast = attempts >= AttemptsMax;
        LogFailure(logger, failure, entry.Type, entry.Id, attempts, isLast ? "it is parked" : "it comes again");
        var message = Storable($"{failure.GetType().Name}: {failure.Message}");
        await using var command = new NpgsqlCommand(FailSql, connection)
        {
            Parameters =
            {
                new() { Value = entry.Id },
                new() { Value = message },
                new() { Value = (now + Delay(attempts)).UtcDateTime },
                new() { Value = isLast ? now.UtcDateTime : DBNull.Value },
            },
        };
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>As much of a text as the column holds, without what PostgreSQL refuses: NUL and half a character.</summary>
    internal static string Storable(string text) => Redaction.Cut(text, OutboxEntry.ErrorMaxLength).Replace('\0', ' ');

    [LoggerMessage(Level = LogLevel.Error, Message = "A reaction to {Event} {EntryId} failed, attempt {Attempt}; {Outlook}")]
    private static partial void LogFailure(ILogger logger, Exception exception, string @event, long entryId, int attempt, string outlook);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The outbox cannot be read; what has happened waits there")]
    private static partial void LogOutage(ILogger logger, Exception exception);
}
