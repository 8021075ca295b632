using Npgsql;
using NpgsqlTypes;

namespace Halext.Bench.Bare;

/// <summary>The two statements of the bare server, each one round trip.</summary>
internal sealed class BareTasks(NpgsqlDataSource dataSource)
{
    /// <summary>The user of the comparison: the first, and on this side the only one.</summary>
    public const int Owner = 1;

    private const string ListSql =
        """
        SELECT t.id, t.title, t.description, t.due_date, t.completed_at IS NOT NULL, t.created_at, t.reminder_minutes, l.id, l.name, l.color
        FROM (
            SELECT id, title, description, due_date, completed_at, created_at, reminder_minutes
            FROM tasks WHERE owner_id = $1 ORDER BY id DESC LIMIT 100
        ) t
        LEFT JOIN (task_labels tl JOIN labels l ON l.id = tl.label_id) ON tl.task_id = t.id
        ORDER BY t.id DESC, l.name
        """;

    // All parts see the same snapshot and commit together; the foreign keys are checked when the statement ends.
    private const string CreateSql =
        """
        WITH known AS (
            SELECT id, name, color FROM labels WHERE owner_id = $1 AND name = ANY($6)
        ), added AS (
            INSERT INTO labels (owner_id, name, color)
            SELECT $1, name, '#5d72ff' FROM unnest($6) AS name WHERE name NOT IN (SELECT name FROM known)
            RETURNING id, name, color
        ), task AS (
            INSERT INTO tasks (owner_id, title, description, due_date, created_at, uid, reminder_minutes) VALUES ($1, $2, $3, $4, $5, $7, 60) RETURNING id
        ), label AS (
            SELECT * FROM known UNION ALL SELECT * FROM added
        ), link AS (
            INSERT INTO task_labels (task_id, label_id) SELECT task.id, label.id FROM task, label
        )
        SELECT task.id, label.id, label.name, label.color FROM task LEFT JOIN label ON true ORDER BY label.name
        """;

    public async Task<List<BareTask>> List(int ownerId, CancellationToken ct)
    {
        await using var command = dataSource.CreateCommand(ListSql);
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = ownerId });
        await using var reader = await command.ExecuteReaderAsync(ct);
        var tasks = new List<BareTask>();
        BareTask? task = null;
        while (await reader.ReadAsync(ct))
        {
            var id = reader.GetInt32(0);
            if (task?.Id != id)
            {
                task = new BareTask(
                    id,
                    reader.GetString(1),
                    reader.IsDBNull(2) ? null : reader.GetString(2),
                    reader.IsDBNull(3) ? null : reader.GetDateTime(3),
                    [],
                    ownerId,
                    reader.GetBoolean(4),
                    reader.GetDateTime(5),
                    reader.IsDBNull(6) ? null : reader.GetInt32(6));
                tasks.Add(task);
            }

            if (!reader.IsDBNull(7))
                task.Labels.Add(new BareLabel(reader.GetInt32(7), reader.GetString(8), reader.GetString(9)));
        }

        return tasks;
    }

    public async Task<BareTask> Create(int ownerId, NewTask body, CancellationToken ct)
    {
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        var dueDate = body.DueDate?.UtcDateTime;
        var names = (body.Labels ?? []).Select(n => n.Trim()).Where(n => n.Length > 0).Distinct().ToArray();

        await using var command = dataSource.CreateCommand(CreateSql);
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = ownerId });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = body.Title });
        command.Parameters.Add(new NpgsqlParameter { Value = (object?)body.Description ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        command.Parameters.Add(new NpgsqlParameter { Value = (object?)dueDate ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.TimestampTz });
        command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = now });
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = names });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = Guid.CreateVersion7().ToString() });
        await using var reader = await command.ExecuteReaderAsync(ct);
        BareTask? task = null;
        while (await reader.ReadAsync(ct))
        {
            task ??= new BareTask(reader.GetInt32(0), body.Title, body.Description, dueDate, [], ownerId, false, now, 60);
            if (!reader.IsDBNull(1))
                task.Labels.Add(new BareLabel(reader.GetInt32(1), reader.GetString(2), reader.GetString(3)));
        }

        return task!;
    }
}
