namespace Halext.Bench.Stage;

/// <summary>The rows of calendars.</summary>
internal sealed partial class Seed
{
    // An hour each, evenly between two instants.
    private const string EventsSql =
        """
        INSERT INTO events (owner_id, uid, title, description, location, start_time, end_time, all_day, time_zone, ex_dates, r_dates,
                            span_start, span_end, is_spanning, created_at, updated_at)
        SELECT u.id, gen_random_uuid(), 'Meeting ' || n, 'What is to be said about number ' || n, CASE WHEN n % 2 = 0 THEN 'Room ' || n % 40 END,
               at, at + interval '1 hour', false, 'Europe/Berlin', '{}', '{}', at, at + interval '1 hour', false, at, at
        FROM users u
        CROSS JOIN generate_series(0, $1 - 1) n
        CROSS JOIN LATERAL (SELECT date_trunc('second', $4 + n * (($5 - $4) / $1)) AS at) t
        WHERE u.id BETWEEN $2 AND $3
        """;

    /// <summary>
    /// Gives one user <paramref name="inMonth"/> events in a month and the others within ten years before and behind it, up to half of
    /// <paramref name="total"/>; the other half belongs to other users.
    /// </summary>
    public async Task AddEvents(int userId, DateTime month, int inMonth, int total, CancellationToken ct)
    {
        const int ofEach = 500;
        var (from, to) = (month.AddYears(-10), month.AddYears(10));
        var around = ((total / 2) - inMonth) / 2;
        await using var connection = await Open(ct);
        await Execute(connection, EventsSql, ct, inMonth, userId, userId, month, month.AddMonths(1));
        await Execute(connection, EventsSql, ct, around, userId, userId, from, month);
        await Execute(connection, EventsSql, ct, around, userId, userId, month.AddMonths(1), to);

        var last = await Scalar<int>(connection, "SELECT max(id) FROM users", ct);
        await Execute(connection, UsersSql, ct, total / 2 / ofEach);
        await Execute(connection, EventsSql, ct, ofEach, last + 1, int.MaxValue, from, to);
        await Settle(connection, ct);
    }
}
