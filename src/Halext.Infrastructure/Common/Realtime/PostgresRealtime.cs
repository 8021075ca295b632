using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using Halext.Application.Common.Realtime;
using Halext.Infrastructure.Common.Notifications;
using Halext.Infrastructure.Common.Outbox;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using NpgsqlTypes;

namespace Halext.Infrastructure.Common.Realtime;

/// <summary>
/// Carries events to the sockets of every node over LISTEN/NOTIFY. PostgreSQL hands them out in the order of commits, and publishing is
/// serialized, so ids grow in that order too: whoever knows the last id that it has seen has missed nothing before it.
/// </summary>
internal sealed partial class PostgresRealtime(
    NpgsqlDataSource dataSource, IRealtimeSink sink, RealtimeJson json, TimeProvider clock, ILogger<PostgresRealtime> logger)
    : BackgroundService, IRealtime, IRealtimeHistory, INotificationHandler
{
    /// <summary>PostgreSQL takes less than 8,000 bytes; what is larger goes by its id.</summary>
    private const int PayloadMaxBytes = 7_900;

    private const int CatchUpMax = 10_000;

    /// <summary>Only this lock keeps the order of ids that of commits. Its holders do nothing but the next statement.</summary>
    internal const string LockSql = "SELECT pg_advisory_xact_lock(7243052711)";

    // Ids are milliseconds since 1970 at least: when PostgreSQL has crashed, the table is empty, and no id comes a second time.
    private const string PublishSql =
        """
        WITH published AS (
            INSERT INTO realtime_events (id, topic, type, data, created_at, source)
            SELECT greatest(coalesce(max(id), 0) + 1, (extract(epoch FROM clock_timestamp()) * 1000)::bigint), $1, $2, $3, $4, $6 FROM realtime_events
            ON CONFLICT (topic, source) DO NOTHING
            RETURNING id
        )
        SELECT pg_notify('halext_realtime', CASE WHEN octet_length($5) < 7850 THEN id || ' ' || $5 ELSE id::text END) FROM published
        """;

    private const string SinceSql =
        """
        SELECT id, topic, type, data, created_at FROM realtime_events
        WHERE id > $1 AND created_at >= $2 AND ($3 IS NULL OR topic = ANY($3)) ORDER BY id LIMIT $4
        """;

    // Asked behind the other: what is there still was there then, too.
    private const string IsCompleteSql =
        """
        SELECT EXISTS (SELECT FROM realtime_events WHERE id = $1) AND NOT EXISTS (SELECT FROM realtime_events WHERE id > $1 AND created_at < $2)
        """;

    // Up to one event and no further, and never the newest: an event that is there has everything behind it.
    private const string ForgetSql = "DELETE FROM realtime_events WHERE id < (SELECT max(id) FROM realtime_events WHERE created_at < $1)";

    private static readonly TimeSpan CleanInterval = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    /// <summary>What was heard, or null when some of it may have been missed.</summary>
    private readonly Channel<string?> _heard = System.Threading.Channels.Channel.CreateUnbounded<string?>(new UnboundedChannelOptions { SingleReader = true });

    /// <summary>No socket of this node can have missed what was published before it.</summary>
    private readonly DateTimeOffset _startedAt = clock.GetUtcNow();

    private long _lastId;
    private bool _isBehind;

    public string Channel => "halext_realtime";

    public void Hear(string payload) => _heard.Writer.TryWrite(payload);

    public void Listening(bool isListening)
    {
        if (isListening)
            _heard.Writer.TryWrite(null);
    }

    public async Task Publish(string topic, string type, object data, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var text = json.Write(data);
        await using var batch = dataSource.CreateBatch();
        batch.BatchCommands.Add(new NpgsqlBatchCommand(LockSql));
        batch.BatchCommands.Add(new NpgsqlBatchCommand(PublishSql)
        {
            Parameters =
            {
                new() { Value = topic }, new() { Value = type }, new() { Value = text }, new() { Value = now.UtcDateTime },
                new() { Value = Announcement(topic, type, text, now) },
                new() { Value = (object?)Delivery.Current?.NameNextPush(topic, type) ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text },
            },
        });
        await batch.ExecuteNonQueryAsync(ct);
    }

    public async Task PublishFleeting(string topic, string type, object data, CancellationToken ct)
    {
        var announcement = "- " + Announcement(topic, type, json.Write(data), clock.GetUtcNow());
        if (Encoding.UTF8.GetByteCount(announcement) > PayloadMaxBytes)
            throw new ArgumentException("Something fleeting is small.", nameof(data));
        await using var command = dataSource.CreateCommand("SELECT pg_notify('halext_realtime', $1)");
        command.Parameters.Add(new NpgsqlParameter { Value = announcement });
        await command.ExecuteNonQueryAsync(ct);
    }

    public Task<MissedEvents> Since(long lastId, IReadOnlyCollection<string> topics, int limit, CancellationToken ct) => Read(lastId, [.. topics], limit, ct);

    /// <summary>Deletes what is older than it has to be kept.</summary>
    internal async Task Forget(CancellationToken ct)
    {
        await using var command = dataSource.CreateCommand(ForgetSql);
        command.Parameters.Add(new NpgsqlParameter { Value = KeptSince });
        await command.ExecuteNonQueryAsync(ct);
    }

    private DateTime KeptSince => (clock.GetUtcNow() - IRealtimeHistory.Kept).UtcDateTime;

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(Deliver(stoppingToken), Clean(stoppingToken));

    private async Task Deliver(CancellationToken ct)
    {
        await foreach (var heard in _heard.Reader.ReadAllAsync(ct))
        {
            try
            {
                _isBehind |= heard is null;
                await Deliver(heard, ct);
            }
            catch (Exception e) when (e is NpgsqlException or IOException or TimeoutException)
            {
                LogMissed(logger, e);
                await Task.Delay(RetryDelay, clock, ct);
                _heard.Writer.TryWrite(null);
            }
            catch (Exception e) when (!ct.IsCancellationRequested)
            {
                // Whatever is wrong with one event must not end the delivery of all others.
                LogMissed(logger, e);
            }
        }
    }

    private async Task Deliver(string? heard, CancellationToken ct)
    {
        var space = heard?.IndexOf(' ', StringComparison.Ordinal) ?? -1;
        var announcement = space < 0 ? null : heard![(space + 1)..];
        if (heard is ['-', ..])
        {
            sink.Deliver(Parse(null, announcement!));
            return;
        }

        // Large events stand in the table only, and with them everything that was missed.
        if (_isBehind || announcement is null)
        {
            await CatchUp(ct);
            return;
        }

        var id = long.Parse(heard![..space], CultureInfo.InvariantCulture);
        if (id <= _lastId)
            return;
        _lastId = id;
        sink.Deliver(Parse(id, announcement));
    }

    private async Task CatchUp(CancellationToken ct)
    {
        _isBehind = true;
        MissedEvents missed;
        do
        {
            missed = await Read(_lastId, null, CatchUpMax, ct);
            if (!missed.IsComplete && _lastId > 0)
                sink.MayHaveMissed();
            foreach (var one in missed.Events.Where(m => m.At >= _startedAt))
                sink.Deliver(one);
            _lastId = missed.Events is [.., var last] ? last.Id!.Value : _lastId;
        }
        while (missed.Events.Count == CatchUpMax);
        _isBehind = false;
    }

    private async Task<MissedEvents> Read(long lastId, string[]? topics, int limit, CancellationToken ct)
    {
        await using var batch = dataSource.CreateBatch();
        batch.BatchCommands.Add(new NpgsqlBatchCommand(SinceSql)
        {
            Parameters =
            {
                new() { Value = lastId },
                new() { Value = KeptSince },
                new() { Value = (object?)topics ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Array | NpgsqlTypes.NpgsqlDbType.Text },
                new() { Value = limit },
            },
        });
        batch.BatchCommands.Add(new NpgsqlBatchCommand(IsCompleteSql) { Parameters = { new() { Value = lastId }, new() { Value = KeptSince } } });
        await using var reader = await batch.ExecuteReaderAsync(ct);
        var events = new List<RealtimeEvent>();
        while (await reader.ReadAsync(ct))
            events.Add(new RealtimeEvent(reader.GetInt64(0), reader.GetString(1), reader.GetString(2), reader.GetString(3), reader.GetDateTime(4)));
        await reader.NextResultAsync(ct);
        await reader.ReadAsync(ct);
        return new MissedEvents(events, reader.GetBoolean(0));
    }

    private async Task Clean(CancellationToken ct)
    {
        using var timer = new PeriodicTimer(CleanInterval, clock);
        while (await timer.WaitForNextTickAsync(ct))
        {
            try
            {
                await Forget(ct);
            }
            catch (Exception e) when (e is NpgsqlException or IOException or TimeoutException)
            {
                LogNotCleaned(logger, e);
            }
        }
    }

    private static string Announcement(string topic, string type, string data, DateTimeOffset at) =>
        JsonSerializer.Serialize(new Envelope(topic, type, data, at));

    private static RealtimeEvent Parse(long? id, string announcement)
    {
        var envelope = JsonSerializer.Deserialize<Envelope>(announcement)!;
        return new RealtimeEvent(id, envelope.Topic, envelope.Type, envelope.Data, envelope.At);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "An event for sockets could not be read yet")]
    private static partial void LogMissed(ILogger logger, Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Old events for sockets could not be deleted yet")]
    private static partial void LogNotCleaned(ILogger logger, Exception exception);

    private sealed record Envelope(string Topic, string Type, string Data, DateTimeOffset At);
}
