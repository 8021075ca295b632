using Halext.Domain.Operations;
using Npgsql;
using NpgsqlTypes;

namespace Halext.Infrastructure.Operations.Jobs;

/// <summary>A job that this node has taken.</summary>
/// <param name="Attempts">How often it was started, this time included; with the node it says which attempt a report is about.</param>
/// <param name="HasKey">Whether others may wait for its end, because they share its concurrency key.</param>
/// <param name="Series">Its place in its series, if it repeats and nothing has taken its place yet.</param>
internal sealed record ClaimedJob(Guid Id, string Type, int? UserId, string Payload, int Attempts, int Crashes, bool HasKey, JobSeries? Series)
{
    /// <summary>How often the use case itself was tried; crashes are counted apart.</summary>
    public int Tries => Attempts - Crashes;
}

/// <summary>How an attempt ended.</summary>
internal sealed record JobOutcome(JobState State)
{
    /// <summary>The answer as JSON.</summary>
    public string? Result { get; init; }

    public string? ErrorCode { get; init; }

    public string? Error { get; init; }

    /// <summary>For <see cref="JobState.Retrying"/>: the wait.</summary>
    public TimeSpan Delay { get; init; }
}

/// <summary>A time that passed without anybody running the job that was planned for it.</summary>
internal sealed record MissedJob(Guid Id, string Type, JobSeries Series);

/// <summary>How far a job is.</summary>
internal sealed record JobReport(int Percent, string? Text, string Logs)
{
    public static readonly JobReport Empty = new(0, null, "[]");
}

/// <summary>A job that a dead process left behind, and what becomes of it.</summary>
internal sealed record AbandonedJob(Guid Id, string Type, int? UserId, JobState State);

/// <summary>
/// The workers' side of the table of jobs. Everything here is one statement with a condition on what it expects to find, so that nodes
/// need no agreement but the table.
/// </summary>
internal sealed class JobStore(NpgsqlDataSource dataSource, TimeProvider clock)
{
    /// <summary>Due jobs become ready in portions, so that no statement locks a hundred thousand of them.</summary>
    public const int PromoteMax = 1_000;

    /// <summary>The queues in which something is ready, each found by one step of the index, however much waits.</summary>
    public const string WaitingQueuesSql =
        """
        WITH RECURSIVE waiting (queue) AS (
            (SELECT queue FROM jobs WHERE state = 'Queued' ORDER BY queue LIMIT 1)
            UNION ALL
            SELECT (SELECT queue FROM jobs WHERE state = 'Queued' AND queue > waiting.queue ORDER BY queue LIMIT 1) FROM waiting WHERE waiting.queue IS NOT NULL)
        SELECT queue AS "Value" FROM waiting WHERE queue IS NOT NULL
        """;

    /// <summary>What says where a job stands in its series, as <see cref="ReadSeries"/> expects it.</summary>
    private const string SeriesColumns = "jobs.series_id, jobs.cron, jobs.time_zone, jobs.misfire, jobs.planned_at";

    // Each queue gives its first few; of those that share a key one is chosen. Whose key runs already is passed over, and should two nodes
    // choose two jobs of one key at the same moment, the unique index refuses the second.
    private const string ClaimSql =
        $"""
        WITH candidates AS MATERIALIZED (
            SELECT job.* FROM unnest($1) AS served (queue) CROSS JOIN LATERAL (
                SELECT id, priority, run_at, concurrency_key FROM jobs
                WHERE state = 'Queued' AND queue = served.queue
                  AND (concurrency_key IS NULL
                       OR NOT EXISTS (SELECT FROM jobs other WHERE other.concurrency_key = jobs.concurrency_key AND other.state = 'Running'))
                ORDER BY priority DESC, run_at LIMIT $2 FOR UPDATE SKIP LOCKED) AS job
            WHERE NOT EXISTS (SELECT FROM paused_queues paused WHERE paused.name = served.queue)
        ), chosen AS (
            SELECT id FROM (
                SELECT *, row_number() OVER (PARTITION BY coalesce(concurrency_key, id::text) ORDER BY priority DESC, run_at) AS place FROM candidates) AS ranked
            WHERE place = 1 ORDER BY priority DESC, run_at LIMIT $2
        )
        UPDATE jobs SET state = 'Running', attempts = attempts + 1, node_id = $3, started_at = $4, progress = 0, progress_text = NULL
        FROM chosen WHERE jobs.id = chosen.id
        RETURNING jobs.id, type, user_id, payload, attempts, crashes, jobs.concurrency_key IS NOT NULL, jobs.next_id, {SeriesColumns}
        """;

    private const string EndSql =
        """
        UPDATE jobs SET state = CASE WHEN $4 = 'Retrying' AND cancel_requested_at IS NOT NULL THEN 'Cancelled' ELSE $4 END,
            result = $5, error_code = $6, error = $7, run_at = coalesce($8, run_at), node_id = NULL,
            progress = CASE WHEN $4 = 'Succeeded' THEN 100 ELSE $9 END, progress_text = $10, logs = $11,
            finished_at = CASE WHEN $4 = 'Retrying' AND cancel_requested_at IS NULL THEN NULL ELSE $12 END,
            expires_at = CASE WHEN $4 = 'Retrying' AND cancel_requested_at IS NULL THEN NULL ELSE $13 END,
            next_id = CASE WHEN cancel_requested_at IS NULL THEN coalesce(next_id, $14) ELSE next_id END
        WHERE id = $1 AND node_id = $2 AND attempts = $3 AND state = 'Running'
        """;

    private const string FinishSql = EndSql + " RETURNING state";

    // In one statement, so that a series has one open job at every moment, and none when it ended. The unique key is free by then.
    private const string FinishAndRepeatSql =
        $"""
        WITH ended AS ({EndSql} RETURNING *), next AS (
            INSERT INTO jobs (id, type, user_id, payload, state, queue, priority, run_at, unique_key, concurrency_key, attempts, crashes, progress, logs,
                created_at, series_id, cron, time_zone, misfire, planned_at)
            SELECT $14, type, user_id, payload, 'Scheduled', queue, priority, $15, unique_key, concurrency_key, 0, 0, 0, '[]',
                $12, series_id, cron, time_zone, misfire, $15 FROM ended WHERE next_id = $14)
        SELECT state FROM ended
        """;

    private const string ReleaseSql =
        """
        UPDATE jobs SET state = CASE WHEN cancel_requested_at IS NULL THEN 'Queued' ELSE 'Cancelled' END,
            attempts = attempts - 1, node_id = NULL, started_at = NULL,
            finished_at = CASE WHEN cancel_requested_at IS NOT NULL THEN $4 END,
            expires_at = CASE WHEN cancel_requested_at IS NOT NULL THEN $5 END
        WHERE id = $1 AND node_id = $2 AND attempts = $3 AND state = 'Running'
        RETURNING state
        """;

    private const string ReportSql =
        """
        UPDATE jobs SET progress = $4, progress_text = $5, logs = $6 WHERE id = $1 AND node_id = $2 AND attempts = $3 AND state = 'Running'
        """;

    private const string PromoteSql =
        """
        UPDATE jobs SET state = 'Queued' WHERE id IN (
            SELECT id FROM jobs WHERE state IN ('Scheduled', 'Retrying') AND run_at <= $1
              AND (misfire IS DISTINCT FROM 'Skip' OR state = 'Retrying' OR run_at >= $3)
            ORDER BY priority DESC, run_at LIMIT $2 FOR UPDATE SKIP LOCKED)
        """;

    private const string MissedSql =
        $"""
        SELECT id, type, {SeriesColumns} FROM jobs WHERE state = 'Scheduled' AND misfire = 'Skip' AND run_at < $1 ORDER BY run_at LIMIT $2
        """;

    private const string PostponeSql = "UPDATE jobs SET run_at = $3, planned_at = $3 WHERE id = $1 AND planned_at = $2 AND state = 'Scheduled'";

    // In one order everywhere, so that two nodes cannot wait for each other.
    private const string AddTalliesSql =
        """
        INSERT INTO job_tallies (minute, succeeded, failed) SELECT * FROM unnest($1, $2, $3) AS added (minute, succeeded, failed) ORDER BY minute
        ON CONFLICT (minute) DO UPDATE SET succeeded = job_tallies.succeeded + excluded.succeeded, failed = job_tallies.failed + excluded.failed
        """;

    private const string AbandonSql =
        """
        UPDATE jobs SET crashes = crashes + 1, node_id = NULL,
            state = CASE WHEN cancel_requested_at IS NOT NULL THEN 'Cancelled' WHEN crashes + 1 >= $1 THEN 'Dead' ELSE 'Queued' END,
            error_code = $2, error = $3,
            finished_at = CASE WHEN cancel_requested_at IS NOT NULL OR crashes + 1 >= $1 THEN $4 END,
            expires_at = CASE WHEN cancel_requested_at IS NOT NULL OR crashes + 1 >= $1 THEN $5 END
        """;

    private const string AbandonedColumns = " RETURNING id, type, user_id, state";

    // Also those whose node has left without noting their end. Whose row somebody has in hand is found without its node the next time.
    private const string AbandonedSql =
        AbandonSql +
        """
         WHERE id IN (
            SELECT id FROM jobs
            WHERE state = 'Running' AND (node_id = ANY($6) OR NOT EXISTS (SELECT FROM job_nodes WHERE job_nodes.id = jobs.node_id))
            FOR UPDATE SKIP LOCKED)
        """ + AbandonedColumns;

    private const string LostSql = AbandonSql + " WHERE id = $6 AND node_id = $7 AND attempts = $8 AND state = 'Running'" + AbandonedColumns;

    /// <summary>Takes up to so many jobs for a node.</summary>
    /// <returns>None when nothing is ready, or when another node was faster.</returns>
    public async Task<IReadOnlyList<ClaimedJob>> Claim(Guid node, string[] queues, int atMost, CancellationToken ct)
    {
        await using var command = Command(ClaimSql, queues, atMost, node, clock.GetUtcNow().UtcDateTime);
        try
        {
            await using var reader = await command.ExecuteReaderAsync(ct);
            var claimed = new List<ClaimedJob>();
            while (await reader.ReadAsync(ct))
                claimed.Add(await Read(reader, ct));
            return claimed;
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            return [];
        }
    }

    /// <summary>Notes how an attempt ended, and adds the next job of its series.</summary>
    /// <param name="next">When the next one is; null when there is none.</param>
    /// <returns>The state that the job has now; null when it was taken from this node meanwhile.</returns>
    public async Task<JobState?> Finish(Guid node, ClaimedJob job, JobOutcome outcome, JobReport report, DateTimeOffset? next, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        await using var command = Command(
            next is null ? FinishSql : FinishAndRepeatSql,
            job.Id, node, job.Attempts, outcome.State.ToString(), Json(outcome.Result), Text(outcome.ErrorCode), Text(outcome.Error),
            outcome.State is JobState.Retrying ? Instant(now + outcome.Delay) : Instant(null),
            report.Percent, Text(report.Text), Json(report.Logs), now.UtcDateTime,
            (now + (outcome.State is JobState.Dead ? Job.DeadLetterKept : Job.ResultKept)).UtcDateTime,
            Id(next is null ? null : Guid.CreateVersion7(now)));
        if (next is not null)
            command.Parameters.Add(Instant(next));
        return await command.ExecuteScalarAsync(ct) is string state ? Enum.Parse<JobState>(state) : null;
    }

    /// <summary>Gives a job back that this node has no time for any more; the attempt does not count.</summary>
    /// <returns>Queued, or cancelled if somebody wanted that meanwhile; null when it was taken from this node.</returns>
    public async Task<JobState?> Release(Guid node, ClaimedJob job, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        await using var command = Command(ReleaseSql, job.Id, node, job.Attempts, now.UtcDateTime, (now + Job.ResultKept).UtcDateTime);
        return await command.ExecuteScalarAsync(ct) is string state ? Enum.Parse<JobState>(state) : null;
    }

    public Task Report(Guid node, ClaimedJob job, JobReport report, CancellationToken ct) =>
        Execute(ReportSql, [job.Id, node, job.Attempts, report.Percent, Text(report.Text), Json(report.Logs)], ct);

    /// <summary>Makes ready whose time has come.</summary>
    /// <returns>How many; when it is <see cref="PromoteMax"/> there may be more.</returns>
    public Task<int> Promote(CancellationToken ct) => Execute(PromoteSql, [clock.GetUtcNow().UtcDateTime, PromoteMax, MissedBefore], ct);

    /// <summary>The queues in which something is ready.</summary>
    public async Task<IReadOnlyList<string>> WaitingQueues(CancellationToken ct)
    {
        await using var command = Command(WaitingQueuesSql);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var queues = new List<string>();
        while (await reader.ReadAsync(ct))
            queues.Add(reader.GetString(0));
        return queues;
    }

    /// <summary>Jobs of series that do not want to be run after their time, and whose time nobody saw.</summary>
    public async Task<IReadOnlyList<MissedJob>> Missed(CancellationToken ct)
    {
        await using var command = Command(MissedSql, MissedBefore, PromoteMax);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var missed = new List<MissedJob>();
        while (await reader.ReadAsync(ct))
        {
            if (await ReadSeries(reader, 2, ct) is { } series)
                missed.Add(new MissedJob(reader.GetGuid(0), reader.GetString(1), series));
        }

        return missed;
    }

    /// <summary>Lets a job wait for another time; once, however many nodes do so.</summary>
    public Task<int> Postpone(MissedJob job, DateTimeOffset until, CancellationToken ct) =>
        Execute(PostponeSql, [job.Id, job.Series.PlannedAt.UtcDateTime, until.UtcDateTime], ct);

    /// <summary>Adds to the counts of minutes.</summary>
    public Task AddTallies(IReadOnlyList<JobTally> tallies, CancellationToken ct) => Execute(
        AddTalliesSql,
        [tallies.Select(t => t.Minute).ToArray(), tallies.Select(t => t.Succeeded).ToArray(), tallies.Select(t => t.Failed).ToArray()],
        ct);

    /// <summary>What runs on a node as the table has it, and whether somebody wants it cancelled.</summary>
    public async Task<IReadOnlyList<(ClaimedJob Job, bool IsUnwanted)>> Own(Guid node, CancellationToken ct)
    {
        await using var command = Command(
            $"SELECT id, type, user_id, '', attempts, crashes, concurrency_key IS NOT NULL, next_id, {SeriesColumns}, cancel_requested_at IS NOT NULL FROM jobs WHERE node_id = $1 AND state = 'Running'",
            node);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var own = new List<(ClaimedJob, bool)>();
        while (await reader.ReadAsync(ct))
            own.Add((await Read(reader, ct), reader.GetBoolean(13)));
        return own;
    }

    /// <summary>Takes dead nodes off the list, inside the transaction that holds their locks, and passes on their jobs and those without a node.</summary>
    public async Task<IReadOnlyList<AbandonedJob>> Bury(NpgsqlConnection connection, Guid[] nodes, CancellationToken ct)
    {
        var jobs = await Abandon(new NpgsqlCommand(AbandonedSql, connection), "The process that ran it died.", [nodes], ct);
        if (nodes is [])
            return jobs;
        await using var delete = Fill(new NpgsqlCommand("DELETE FROM job_nodes WHERE id = ANY($1)", connection), nodes);
        await delete.ExecuteNonQueryAsync(ct);
        return jobs;
    }

    /// <summary>Passes on a job that this node runs by the table, and of which it knows nothing. That counts like a crash: it may be what the job does.</summary>
    public Task<IReadOnlyList<AbandonedJob>> PassOnLost(Guid node, ClaimedJob job, CancellationToken ct) =>
        Abandon(dataSource.CreateCommand(LostSql), "The process that ran it lost sight of it.", [job.Id, node, job.Attempts], ct);

    private async Task<IReadOnlyList<AbandonedJob>> Abandon(NpgsqlCommand sql, string reason, object[] which, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        await using var command = Fill(
            sql, [Job.CrashesMax, JobErrors.CrashedCode, reason, now.UtcDateTime, (now + Job.DeadLetterKept).UtcDateTime, .. which]);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var jobs = new List<AbandonedJob>();
        while (await reader.ReadAsync(ct))
        {
            jobs.Add(new AbandonedJob(
                reader.GetGuid(0), reader.GetString(1), await reader.IsDBNullAsync(2, ct) ? null : reader.GetInt32(2), Enum.Parse<JobState>(reader.GetString(3))));
        }

        return jobs;
    }

    private DateTime MissedBefore => (clock.GetUtcNow() - Recurrence.MissedAfter).UtcDateTime;

    private static async Task<ClaimedJob> Read(NpgsqlDataReader reader, CancellationToken ct) => new(
        reader.GetGuid(0), reader.GetString(1), await reader.IsDBNullAsync(2, ct) ? null : reader.GetInt32(2), reader.GetString(3),
        reader.GetInt32(4), reader.GetInt32(5), reader.GetBoolean(6), await reader.IsDBNullAsync(7, ct) ? await ReadSeries(reader, 8, ct) : null);

    private static async Task<JobSeries?> ReadSeries(NpgsqlDataReader reader, int at, CancellationToken ct) => await reader.IsDBNullAsync(at, ct)
        ? null
        : new JobSeries(
            reader.GetGuid(at), new Recurrence(reader.GetString(at + 1), reader.GetString(at + 2), Enum.Parse<Misfire>(reader.GetString(at + 3))),
            reader.GetDateTime(at + 4));

    private static NpgsqlParameter Id(Guid? value) => new() { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid };

    private static NpgsqlParameter Text(string? value) => new() { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text };

    private static NpgsqlParameter Json(string? value) => new() { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Jsonb };

    private static NpgsqlParameter Instant(DateTimeOffset? value) =>
        new() { Value = (object?)value?.UtcDateTime ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.TimestampTz };

    private static NpgsqlCommand Fill(NpgsqlCommand command, params object[] values)
    {
        foreach (var value in values)
            command.Parameters.Add(value as NpgsqlParameter ?? new NpgsqlParameter { Value = value });
        return command;
    }

    private NpgsqlCommand Command(string sql, params object[] values) => Fill(dataSource.CreateCommand(sql), values);

    private async Task<int> Execute(string sql, object[] values, CancellationToken ct)
    {
        await using var command = Command(sql, values);
        return await command.ExecuteNonQueryAsync(ct);
    }
}
