namespace Halext.Bench.Stage;

/// <summary>The rows of calendars.</summary>
internal sealed partial class Seed
{
    /// <summary>In a month of 31 days.</summary>
    public const int EventsInMonth = 100;

    private const int EventsOfOthers = 500;

    // An hour each, before and behind the first instant of the month, which has one of its own.
    private const string EventsSql =
        """
        INSERT INTO events (owner_id, uid, title, description, location, start_time, end_time, all_day, time_zone, ex_dates, r_dates,
                            span_start, span_end, is_spanning, created_at, updated_at)
        SELECT u.id, gen_random_uuid(), 'Meeting ' || n, 'What is to be said about number ' || n, CASE WHEN n % 2 = 0 THEN 'Room ' || n % 40 END,
               at, at + interval '1 hour', false, 'Europe/Berlin', '{}', '{}', at, at + interval '1 hour', false, now(), now()
        FROM users u
        CROSS JOIN generate_series(-$1 / 2, $1 / 2 - 1) n
        CROSS JOIN LATERAL (SELECT $4 + n * (interval '31 days' / $5) AS at) t
        WHERE u.id BETWEEN $2 AND $3
        """;

    /// <summary>Events around a month, equally dense for as long as it takes: half of them of one user, the others of users with 500 each.</summary>
    public async Task AddEvents(int userId, DateTime month, int total, CancellationToken ct)
    {
        await using var connection = await Open(ct);
        var last = await Scalar<int>(connection, "SELECT max(id) FROM users", ct);
        await Execute(connection, UsersSql, ct, total / 2 / EventsOfOthers);
        await Execute(connection, EventsSql, ct, total / 2, userId, userId, month, EventsInMonth);
        await Execute(connection, EventsSql, ct, EventsOfOthers, last + 1, int.MaxValue, month, EventsInMonth);
        await Settle(connection, ct);
    }
}
