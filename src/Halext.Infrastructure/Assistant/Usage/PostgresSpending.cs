using System.Globalization;
using Halext.Application.Assistant.Usage;
using Halext.Application.Common.Auditing;
using Halext.Domain.Assistant;
using Halext.Domain.Common;
using Npgsql;
using NpgsqlTypes;

namespace Halext.Infrastructure.Assistant.Usage;

/// <summary>
/// The books, on connections of their own. A person's account is one row: whoever changes it waits for the row's lock and then decides on what
/// the one before left, so however many calls begin at once, together they set aside no more than the limit.
/// </summary>
internal sealed class PostgresSpending(NpgsqlDataSource dataSource, TimeProvider clock) : ISpending
{
    /// <summary>
    /// Lets a statement's commit not wait for the disk: whoever asks waits for the answer instead. What PostgreSQL loses when it crashes is
    /// under a second's entries, each whole or not at all (docs/decisions/0017).
    /// </summary>
    private const string WithoutWaiting = "set_config('synchronous_commit', 'off', true)";

    /// <summary>The reservations of calls that still run, but for this call's own.</summary>
    private const string Open = "jsonb_each(a.reservations - $4) r WHERE (r.value ->> 'until')::timestamptz > $10";

    /// <summary>How many tokens of an answer the limits cover, up to the longest; below nothing when they do not even cover the question.</summary>
    private const string CoveredOfNew = "least($12, $9 - $7, CASE WHEN $6 > $8 AND $6 > 0 THEN -1 WHEN $11 = 0 THEN $12 ELSE floor(($8 - $6) / $11) END)";

    // Sums of a month or day that is over count as nothing. What costs nothing needs no money. least() passes over limits that are not set.
    private const string Covered =
        $$"""
        (SELECT least($12, $9 - $7 - tokens, CASE WHEN $6 + cost > $8 AND $6 > 0 THEN -1 WHEN $11 = 0 THEN $12 ELSE floor(($8 - $6 - cost) / $11) END)
         FROM (SELECT CASE WHEN a.month >= $2 THEN a.monthly_cost ELSE 0 END + coalesce(sum((r.value ->> 'cost')::numeric), 0) AS cost,
                      CASE WHEN a.day >= $3 THEN a.daily_tokens ELSE 0 END + coalesce(sum((r.value ->> 'tokens')::bigint), 0) AS tokens
               FROM {{Open}}) AS used)
        """;

    private const string ReserveSql =
        $$"""
        INSERT INTO spending_accounts AS a (user_id, month, monthly_cost, day, daily_tokens, reservations)
        SELECT $1, $2, 0, $3, 0, jsonb_build_object($4, jsonb_build_object('cost', $6 + $11 * output, 'tokens', $7 + output, 'until', $5))
        FROM (SELECT {{CoveredOfNew}} AS output) AS covered, {{WithoutWaiting}} WHERE output >= $13
        ON CONFLICT (user_id) DO UPDATE SET
            month = greatest(a.month, $2),
            monthly_cost = CASE WHEN a.month >= $2 THEN a.monthly_cost ELSE 0 END,
            day = greatest(a.day, $3),
            daily_tokens = CASE WHEN a.day >= $3 THEN a.daily_tokens ELSE 0 END,
            reservations = (SELECT coalesce(jsonb_object_agg(r.key, r.value), '{}') FROM {{Open}})
                || (SELECT jsonb_build_object($4, jsonb_build_object('cost', $6 + $11 * output, 'tokens', $7 + output, 'until', $5))
                    FROM (SELECT {{Covered}} AS output) AS covered)
        WHERE {{Covered}} >= $13
        RETURNING ((a.reservations -> $4 ->> 'tokens')::numeric - $7)::int
        """;

    private const string SettleSql =
        $$"""
        WITH charged AS (
            INSERT INTO spending_accounts AS a (user_id, month, monthly_cost, day, daily_tokens, reservations)
            VALUES ($1, $2, $15, $3, $7::bigint + $8, '{}')
            ON CONFLICT (user_id) DO UPDATE SET
                month = greatest(a.month, $2),
                monthly_cost = CASE WHEN a.month >= $2 THEN a.monthly_cost ELSE 0 END + $15,
                day = greatest(a.day, $3),
                daily_tokens = CASE WHEN a.day >= $3 THEN a.daily_tokens ELSE 0 END + $7 + $8,
                reservations = a.reservations - $4
        )
        INSERT INTO model_uses (user_id, at, day, model, route, conversation_id, prompt_tokens, completion_tokens, cost, is_estimated, latency_ms, outcome)
        SELECT $1, $5, $3, $9, $10, $11, $7, $8, $6, $12, $13, $14 FROM {{WithoutWaiting}}
        """;

    private const string ReleaseSql = $"UPDATE spending_accounts SET reservations = reservations - $2 FROM {WithoutWaiting} WHERE user_id = $1";

    private const string StateSql =
        """
        SELECT CASE WHEN a.month >= $2 THEN a.monthly_cost ELSE 0 END, CASE WHEN a.day >= $3 THEN a.daily_tokens ELSE 0 END,
            coalesce(sum((r.value ->> 'cost')::numeric), 0), coalesce(sum((r.value ->> 'tokens')::bigint), 0)::bigint
        FROM spending_accounts a
        LEFT JOIN jsonb_each(a.reservations) r ON (r.value ->> 'until')::timestamptz > $4
        WHERE a.user_id = $1 GROUP BY a.user_id
        """;

    public async Task<Result<int>> Reserve(Reservation reservation, SpendingLimits limits, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        await using var command = dataSource.CreateCommand(ReserveSql);
        Add(command, NpgsqlDbType.Integer, reservation.UserId);
        Add(command, NpgsqlDbType.Date, MonthOf(now));
        Add(command, NpgsqlDbType.Date, DayOf(now));
        Add(command, NpgsqlDbType.Text, reservation.Id.ToString());
        Add(command, NpgsqlDbType.Text, (now + ISpending.ReservationLifetime).ToString("O", CultureInfo.InvariantCulture));
        Add(command, NpgsqlDbType.Numeric, reservation.PromptCost);
        Add(command, NpgsqlDbType.Bigint, reservation.PromptTokens);
        Add(command, NpgsqlDbType.Numeric, limits.Monthly);
        Add(command, NpgsqlDbType.Bigint, limits.DailyTokens);
        Add(command, NpgsqlDbType.TimestampTz, now.UtcDateTime);
        Add(command, NpgsqlDbType.Numeric, reservation.TokenPrice);
        Add(command, NpgsqlDbType.Integer, reservation.Longest);
        Add(command, NpgsqlDbType.Integer, reservation.Shortest);
        return await command.ExecuteScalarAsync(ct) is int covered ? covered : Refusal(limits, await Of(reservation.UserId, ct), reservation, now);
    }

    public async Task Release(int userId, Guid callId, CancellationToken ct)
    {
        await using var command = dataSource.CreateCommand(ReleaseSql);
        Add(command, NpgsqlDbType.Integer, userId);
        Add(command, NpgsqlDbType.Text, callId.ToString());
        await command.ExecuteNonQueryAsync(ct);
    }

    public async Task Settle(Expense expense, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        await using var command = dataSource.CreateCommand(SettleSql);
        Add(command, NpgsqlDbType.Integer, expense.UserId);
        Add(command, NpgsqlDbType.Date, MonthOf(now));
        Add(command, NpgsqlDbType.Date, DayOf(now));
        Add(command, NpgsqlDbType.Text, expense.CallId.ToString());
        Add(command, NpgsqlDbType.TimestampTz, now.UtcDateTime);
        Add(command, NpgsqlDbType.Numeric, expense.Cost);
        Add(command, NpgsqlDbType.Integer, expense.PromptTokens);
        Add(command, NpgsqlDbType.Integer, expense.CompletionTokens);
        Add(command, NpgsqlDbType.Text, Redaction.Cut(expense.Model.ToString(), AssistantColumns.ModelMaxLength));
        Add(command, NpgsqlDbType.Text, Redaction.Cut(expense.Route, ModelUse.RouteMaxLength));
        Add(command, NpgsqlDbType.Integer, expense.ConversationId);
        Add(command, NpgsqlDbType.Boolean, expense.IsEstimated);
        Add(command, NpgsqlDbType.Integer, (int)Math.Min(expense.Latency.TotalMilliseconds, int.MaxValue));
        Add(command, NpgsqlDbType.Text, expense.Outcome.ToString());
        Add(command, NpgsqlDbType.Numeric, expense.Charge);
        await command.ExecuteNonQueryAsync(ct);
    }

    public async Task<SpendingState> Of(int userId, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        await using var command = dataSource.CreateCommand(StateSql);
        Add(command, NpgsqlDbType.Integer, userId);
        Add(command, NpgsqlDbType.Date, MonthOf(now));
        Add(command, NpgsqlDbType.Date, DayOf(now));
        Add(command, NpgsqlDbType.TimestampTz, now.UtcDateTime);
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await reader.ReadAsync(ct)
            ? new SpendingState(reader.GetDecimal(0), reader.GetDecimal(2), reader.GetInt64(1), reader.GetInt64(3))
            : new SpendingState(0, 0, 0, 0);
    }

    private static Error Refusal(SpendingLimits limits, SpendingState state, Reservation reservation, DateTimeOffset now)
    {
        var today = DayOf(now);
        var least = reservation.PromptCost + reservation.Shortest * reservation.TokenPrice;
        var isMonthly = limits.Monthly is { } monthly && least > 0 && state.MonthlyCost + state.ReservedCost + least > monthly;
        var (what, until) = isMonthly
            ? (string.Create(CultureInfo.InvariantCulture, $"budget of {limits.Monthly:0.####} USD a month"), MonthOf(now).AddMonths(1))
            : (string.Create(CultureInfo.InvariantCulture, $"budget of {limits.DailyTokens} tokens a day"), today.AddDays(1));
        return AssistantErrors.BudgetExceeded(what, new DateTimeOffset(until, TimeOnly.MinValue, TimeSpan.Zero) - now);
    }

    private static DateOnly DayOf(DateTimeOffset now) => DateOnly.FromDateTime(now.UtcDateTime);

    private static DateOnly MonthOf(DateTimeOffset now) => new(now.UtcDateTime.Year, now.UtcDateTime.Month, 1);

    private static void Add(NpgsqlCommand command, NpgsqlDbType type, object? value) =>
        command.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = type, Value = value ?? DBNull.Value });
}
