using Microsoft.EntityFrameworkCore.Migrations;

namespace Halext.Infrastructure.Migrations;

/// <summary>What of the jobs' tables the model does not say: their announcements, and the tables of Quartz.</summary>
internal static class JobsSchema
{
    public static void Create(MigrationBuilder migration)
    {
        migration.Sql(
            """
            CREATE FUNCTION announce_jobs() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                PERFORM pg_notify('halext_jobs', '');
                RETURN NULL;
            END $$;

            CREATE TRIGGER announce AFTER INSERT ON jobs FOR EACH STATEMENT EXECUTE FUNCTION announce_jobs();

            CREATE FUNCTION announce_job_cancelled() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                PERFORM pg_notify('halext_jobs', NEW.id::text);
                RETURN NULL;
            END $$;

            CREATE TRIGGER announce_cancelled AFTER UPDATE OF cancel_requested_at ON jobs FOR EACH ROW
                WHEN (NEW.cancel_requested_at IS NOT NULL AND NEW.state = 'Running') EXECUTE FUNCTION announce_job_cancelled();
            """);
        using var script = new StreamReader(typeof(JobsSchema).Assembly.GetManifestResourceStream("quartz-4.7.3.sql")!);
        migration.Sql(script.ReadToEnd());
    }

    public static void Drop(MigrationBuilder migration) => migration.Sql(
        """
        DROP SCHEMA quartz CASCADE;
        DROP TRIGGER announce ON jobs;
        DROP TRIGGER announce_cancelled ON jobs;
        DROP FUNCTION announce_jobs();
        DROP FUNCTION announce_job_cancelled();
        """);
}
