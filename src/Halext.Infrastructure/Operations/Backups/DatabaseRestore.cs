using System.Text.RegularExpressions;
using Halext.Infrastructure.Common.Data;
using Halext.Infrastructure.Common.Notifications;
using Npgsql;

namespace Halext.Infrastructure.Operations.Backups;

/// <summary>Makes a database from a backup, whole or not at all.</summary>
public sealed partial class DatabaseRestore(string connectionString)
{
    private const string Schemas = "('public', 'quartz')";

    private const string CountThings =
        $"SELECT count(*)::int FROM pg_class WHERE relnamespace IN (SELECT oid FROM pg_namespace WHERE nspname IN {Schemas}) AND relkind IN ('r', 'p', 'v', 'm', 'S')";

    // Also what the backup does not know, say because it is older than the program that ran here last. The schema public itself stays:
    // it may belong to somebody else.
    private const string Empty =
        """
        DROP SCHEMA IF EXISTS quartz CASCADE;
        DO $$
        DECLARE thing record;
        BEGIN
            FOR thing IN SELECT relname, relkind FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm') LOOP
                EXECUTE format('DROP %s IF EXISTS public.%I CASCADE', CASE thing.relkind WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW' ELSE 'TABLE' END, thing.relname);
            END LOOP;
            FOR thing IN SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'S' LOOP
                EXECUTE format('DROP SEQUENCE IF EXISTS public.%I CASCADE', thing.relname);
            END LOOP;
            FOR thing IN SELECT proname, pg_get_function_identity_arguments(oid) AS arguments FROM pg_proc WHERE pronamespace = 'public'::regnamespace LOOP
                EXECUTE format('DROP ROUTINE IF EXISTS public.%I(%s) CASCADE', thing.proname, thing.arguments);
            END LOOP;
        END $$;

        """;

    // In the transaction, so that what is refused leaves the database as it was. Loaded tables have no statistics yet, and would be read by
    // bad plans until somebody gathers them.
    private static readonly string Afterwards =
        $"""

        DO $$
        DECLARE foreign_id text;
        BEGIN
            SELECT m."MigrationId" INTO foreign_id FROM public.{Migrator.HistoryTable} m
            WHERE m."MigrationId" <> ALL (ARRAY[{string.Join(", ", Migrator.Known.Select(id => $"'{id}'"))}]) ORDER BY 1 DESC LIMIT 1;
            IF FOUND THEN
                RAISE EXCEPTION 'The backup is of a newer Halext: this one does not know its migration %.', foreign_id;
            END IF;
            IF NOT EXISTS (SELECT 1 FROM public.{Migrator.HistoryTable} m) THEN
                RAISE EXCEPTION 'The backup is not of Halext: no migration was ever applied.';
            END IF;
        END $$;
        ANALYZE;

        """;

    private readonly PostgresTools _tools = new(connectionString);

    /// <summary>Checks the file, then the database, then loads the one into the other.</summary>
    /// <param name="file">A backup.</param>
    /// <param name="force">Whether what is in the database may be replaced.</param>
    /// <param name="ct">Gives up; then the database is as it was.</param>
    /// <returns>Why nothing was done; null when it is done.</returns>
    /// <exception cref="PostgresToolException">A program is missing or has failed; the database is as it was.</exception>
    public async Task<string?> Restore(string file, bool force, CancellationToken ct)
    {
        if (!File.Exists(file))
            return $"There is no file {file}.";
        try
        {
            await _tools.Verify(file, ct);
            if (Refusal(await _tools.Contents(file, ct)) is { } refusal)
                return $"{file} {refusal}";
        }
        catch (PostgresToolException e)
        {
            return $"{file} is no backup that can be read. {e.Message}";
        }

        await using (var connection = new NpgsqlConnection(connectionString))
        {
            await connection.OpenAsync(ct);

            // What runs would go on with what it remembers of the old data, and hold locks on it.
            await using var nodes = new NpgsqlCommand(
                $"SELECT count(*)::int FROM pg_stat_activity WHERE datname = current_database() AND application_name IN ('{DatabaseListener.ApplicationName}', '{DatabaseListener.WorkerName}')",
                connection);
            if ((int)(await nodes.ExecuteScalarAsync(ct))! > 0)
                return "Halext runs on this database: stop it, its workers too.";
            await using var things = new NpgsqlCommand(CountThings, connection);
            if ((int)(await things.ExecuteScalarAsync(ct))! > 0 && !force)
                return "The database is not empty. Restore into a new one, or add --force to replace everything in it.";
        }

        await _tools.Load(file, force ? Empty : "", Afterwards, ct);

        // Connections that are kept know the old tables' types.
        NpgsqlConnection.ClearAllPools();
        return null;
    }

    /// <summary>What a table of contents shows of a backup that is not Halext's, before anything is touched.</summary>
    private static string? Refusal(string contents)
    {
        if (!History().IsMatch(contents))
            return "is a backup of something else: it has none of Halext's migrations.";

        // pg_restore writes them as transactions of their own, which would end the one that all of it is loaded in.
        return LargeObject().IsMatch(contents) ? "holds large objects. Halext makes none: it is a backup of more than Halext." : null;
    }

    [GeneratedRegex($@"^\d+; \d+ \d+ TABLE DATA public {Migrator.HistoryTable} ", RegexOptions.Multiline)]
    private static partial Regex History();

    [GeneratedRegex(@"^\d+; \d+ \d+ BLOB", RegexOptions.Multiline)]
    private static partial Regex LargeObject();
}
