using Npgsql;

namespace Halext.Bench.Stage;

/// <summary>Fills a database with the rows of a scenario.</summary>
internal sealed partial class Seed(string connectionString)
{
    public const int TasksOfUser = 50;

    private const string LabelsSql =
        """
        INSERT INTO labels (owner_id, name, color)
        SELECT u.id, 'label ' || n, '#5d72ff' FROM users u CROSS JOIN generate_series(0, 9) n
        ON CONFLICT DO NOTHING
        """;

    private const string TasksSql =
        """
        INSERT INTO tasks (owner_id, uid, title, description, due_date, created_at, completed_at)
        SELECT u.id,
               gen_random_uuid(),
               'Task ' || n,
               CASE WHEN n % 5 > 0 THEN 'Something to be done soon, number ' || n END,
               CASE WHEN n % 3 > 0 THEN timestamptz '2030-01-01 09:30Z' + n * interval '1 hour' END,
               timestamptz '2025-01-01 08:00Z' + n * interval '1 minute',
               CASE WHEN n % 4 = 0 THEN timestamptz '2025-06-01 12:00Z' END
        FROM generate_series(1, $1) n, users u WHERE u.id BETWEEN $2 AND $3
        """;

    // One label for tasks with odd ids, two for the others.
    private const string LinksSql =
        """
        INSERT INTO task_labels (task_id, label_id)
        SELECT t.id, l.id
        FROM tasks t
        CROSS JOIN generate_series(0, 1 - t.id % 2) AS other
        JOIN labels l ON l.owner_id = t.owner_id AND l.name = 'label ' || (t.id + 3 * other) % 10
        WHERE t.owner_id BETWEEN $1 AND $2
        """;

    private const string UsersSql =
        """
        INSERT INTO users (username, username_key, email, email_key, password_hash, is_admin, is_active, security_stamp, failed_sign_ins, created_at, updated_at)
        SELECT 'user' || n, 'user' || n, 'user' || n || '@example.com', 'user' || n || '@example.com', '-', false, true, gen_random_uuid(), 0, now(), now()
        FROM generate_series(1, $1) n
        RETURNING id
        """;

    public string ConnectionString => connectionString;

    /// <summary>Gives one user tasks, with one or two labels each.</summary>
    public Task AddTasks(int userId, int count, CancellationToken ct) => AddTasks(userId, userId, count, ct);

    /// <summary>Adds other users with 50 tasks each until the table holds <paramref name="total"/>.</summary>
    public async Task FillTable(int total, CancellationToken ct)
    {
        await using var connection = await Open(ct);
        var present = await Scalar<long>(connection, "SELECT count(*) FROM tasks", ct);
        var last = await Scalar<int>(connection, "SELECT max(id) FROM users", ct);
        await Execute(connection, UsersSql, ct, (int)((total - present) / TasksOfUser));
        await AddTasks(last + 1, int.MaxValue, TasksOfUser, ct);
    }

    public async Task<int> UserId(string email, CancellationToken ct)
    {
        await using var connection = await Open(ct);
        return await Scalar<int>(connection, $"SELECT id FROM users WHERE email = '{email}'", ct);
    }

    private async Task AddTasks(int firstUser, int lastUser, int count, CancellationToken ct)
    {
        await using var connection = await Open(ct);
        await Execute(connection, LabelsSql, ct);
        await Execute(connection, TasksSql, ct, count, firstUser, lastUser);
        await Execute(connection, "ANALYZE", ct);
        await Execute(connection, LinksSql, ct, firstUser, lastUser);
        await Settle(connection, ct);
    }

    private static async Task Settle(NpgsqlConnection connection, CancellationToken ct)
    {
        await Execute(connection, "VACUUM ANALYZE", ct);

        // Otherwise the server would write all this to disk later, during a measurement.
        await Execute(connection, "CHECKPOINT", ct);
    }

    /// <summary>Without the triggers that check what is right by construction: they would take most of the time.</summary>
    private async Task<NpgsqlConnection> Open(CancellationToken ct)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false, Options = "-c session_replication_role=replica" };
        var connection = new NpgsqlConnection(settings.ConnectionString);
        await connection.OpenAsync(ct);
        return connection;
    }

    private static async Task Execute(NpgsqlConnection connection, string sql, CancellationToken ct, params object[] arguments)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 300 };
        foreach (var argument in arguments)
            command.Parameters.Add(new NpgsqlParameter { Value = argument });
        await command.ExecuteNonQueryAsync(ct);
    }

    private static async Task<T> Scalar<T>(NpgsqlConnection connection, string sql, CancellationToken ct, params object[] arguments)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 300 };
        foreach (var argument in arguments)
            command.Parameters.Add(new NpgsqlParameter { Value = argument });
        return (T)(await command.ExecuteScalarAsync(ct))!;
    }
}
