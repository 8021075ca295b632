using Microsoft.EntityFrameworkCore.Migrations;

namespace Halext.Infrastructure.Migrations;

/// <summary>
/// What of reminders the model does not say: whatever comes, changes or goes is looked at again, however that happens. Everything that is there
/// already is looked at, too, and gets the reminder that a new one would.
/// </summary>
internal static class RemindersSchema
{
    public static void Create(MigrationBuilder migration) => migration.Sql(
        """
        UPDATE events SET reminder_minutes = 15;
        UPDATE tasks SET reminder_minutes = 60;

        INSERT INTO reminders (subject, subject_id, look_at, told) SELECT 'Event', id, '-infinity', '{}' FROM events;
        INSERT INTO reminders (subject, subject_id, look_at, told) SELECT 'Task', id, '-infinity', '{}' FROM tasks WHERE due_date IS NOT NULL;

        CREATE FUNCTION look_at_event() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            INSERT INTO reminders (subject, subject_id, look_at, told) VALUES ('Event', COALESCE(NEW.id, OLD.id), '-infinity', '{}')
            ON CONFLICT (subject, subject_id) DO UPDATE SET look_at = excluded.look_at;
            RETURN NULL;
        END $$;

        CREATE FUNCTION look_at_event_override() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            INSERT INTO reminders (subject, subject_id, look_at, told) VALUES ('Event', COALESCE(NEW.event_id, OLD.event_id), '-infinity', '{}')
            ON CONFLICT (subject, subject_id) DO UPDATE SET look_at = excluded.look_at;
            RETURN NULL;
        END $$;

        CREATE FUNCTION look_at_task() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            INSERT INTO reminders (subject, subject_id, look_at, told) VALUES ('Task', COALESCE(NEW.id, OLD.id), '-infinity', '{}')
            ON CONFLICT (subject, subject_id) DO UPDATE SET look_at = excluded.look_at;
            RETURN NULL;
        END $$;

        CREATE TRIGGER look_again AFTER INSERT OR UPDATE OR DELETE ON events FOR EACH ROW EXECUTE FUNCTION look_at_event();
        CREATE TRIGGER look_again AFTER INSERT OR UPDATE OR DELETE ON event_overrides FOR EACH ROW EXECUTE FUNCTION look_at_event_override();

        -- Most tasks are due at no time.
        CREATE TRIGGER look_at_new AFTER INSERT ON tasks FOR EACH ROW WHEN (NEW.due_date IS NOT NULL) EXECUTE FUNCTION look_at_task();
        CREATE TRIGGER look_again AFTER UPDATE ON tasks FOR EACH ROW
            WHEN (OLD.due_date IS NOT NULL OR NEW.due_date IS NOT NULL) EXECUTE FUNCTION look_at_task();
        CREATE TRIGGER look_at_gone AFTER DELETE ON tasks FOR EACH ROW WHEN (OLD.due_date IS NOT NULL) EXECUTE FUNCTION look_at_task();
        """);

    public static void Drop(MigrationBuilder migration) => migration.Sql(
        """
        DROP TRIGGER look_again ON events;
        DROP TRIGGER look_again ON event_overrides;
        DROP TRIGGER look_at_new ON tasks;
        DROP TRIGGER look_again ON tasks;
        DROP TRIGGER look_at_gone ON tasks;
        DROP FUNCTION look_at_event();
        DROP FUNCTION look_at_event_override();
        DROP FUNCTION look_at_task();
        """);
}
