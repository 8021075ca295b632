using Halext.ApiTests.Messaging;
using Halext.ApiTests.Messaging.Notifications;
using Halext.Application.Planner.Reminders;
using Halext.TestKit;

namespace Halext.ApiTests.Planner.Reminders;

/// <summary>The job at its limits; each with a server of its own.</summary>
public sealed class ReminderJobTests
{
    /// <summary>Makes the dispatcher leave alone what the job tells.</summary>
    private const string Park =
        """
        CREATE FUNCTION park() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.parked_at = now(); RETURN NEW; END $$;
        CREATE TRIGGER park BEFORE INSERT ON outbox FOR EACH ROW WHEN (NEW.type = 'ReminderDue') EXECUTE FUNCTION park();
        """;

    [Test]
    public async Task The_clock_sets_it_going()
    {
        await using var server = await TestServer.Start(Reminding.Settings);
        var ada = await server.SignUp("ada");
        await ada.AddEvent(server.Clock.GetUtcNow().AddMinutes(15));

        // It is nine o'clock sharp: the job is due as soon as there is a scheduler.
        var settings = Reminding.Settings;
        settings["JOBS_SCHEDULER"] = "true";
        await using var other = await TestServer.Start(settings, connectionString: server.ConnectionString);
        await Eventually.True(async () => (await ada.Reminders()).Count == 1);
    }

    [Test]
    public async Task Ten_thousand_at_once_are_worked_off_in_batches_by_several_nodes_each_once()
    {
        await using var server = await TestServer.Start(Reminding.Settings);
        var ada = await server.SignUp("ada");
        await server.Sql(Park);
        await server.Sql(Tasks(ada, 5_000));
        await server.Sql(Series(ada, 5_000, server.Clock.GetUtcNow()));
        var runs = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => server.SendReminders()));
        Assert.That((runs.Sum(r => r.LookedAt), runs.Sum(r => r.Told)), Is.EqualTo((10_000, 10_000)));
        Assert.That(await server.Sql("SELECT count(DISTINCT payload) FROM outbox WHERE type = 'ReminderDue'"), Is.EqualTo(10_000));
        Assert.That(await server.Sql("SELECT max(n) FROM (SELECT count(*) AS n FROM outbox GROUP BY xmin::text) t"), Is.LessThanOrEqualTo(SendReminders.BatchSize));
        Assert.That((await server.SendReminders()).LookedAt, Is.Zero);
    }

    [Test]
    public async Task A_batch_takes_few_statements_and_nothing_to_do_takes_one()
    {
        await using var server = await TestServer.Start(Reminding.Settings);
        var ada = await server.SignUp("ada");
        await server.Sql(Park);
        await server.Sql(Tasks(ada, 60));
        await server.Sql(Series(ada, 60, server.Clock.GetUtcNow()));
        var busy = await StatementCounter.Of(() => server.SendReminders());
        Assert.That(busy, Has.Count.EqualTo(10).Or.Count.EqualTo(9), string.Join("\n---\n", busy));
        Assert.That(await StatementCounter.Of(() => server.SendReminders()), Has.Count.EqualTo(1));
    }

    [Test]
    public async Task A_run_that_breaks_off_changes_nothing_and_a_reaction_that_comes_again_tells_nothing_twice()
    {
        await using var server = await TestServer.Start(Reminding.Settings);
        var ada = await server.SignUp("ada");
        await ada.AddEvent(server.Clock.GetUtcNow().AddMinutes(10));
        await server.Sql("""
            CREATE FUNCTION crash() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'crash'; END $$;
            CREATE CONSTRAINT TRIGGER crash AFTER INSERT ON outbox DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.type = 'ReminderDue') EXECUTE FUNCTION crash();
            """);
        Assert.That(() => server.SendReminders(), Throws.Exception);
        Assert.That(await server.Sql("SELECT count(*) FROM reminders WHERE told <> '{}' OR look_at > '2000-01-01'"), Is.Zero, "it broke off at the commit");
        await server.Sql("DROP TRIGGER crash ON outbox; CREATE TABLE kept AS SELECT type, stream, payload, created_at, available_at, attempts FROM outbox LIMIT 0");
        await server.Sql("""
            CREATE FUNCTION keep() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO kept VALUES (NEW.type, NEW.stream, NEW.payload, NEW.created_at, NEW.available_at, 0); RETURN NEW; END $$;
            CREATE TRIGGER keep BEFORE INSERT ON outbox FOR EACH ROW WHEN (NEW.type = 'ReminderDue') EXECUTE FUNCTION keep();
            """);

        Assert.That((await server.SendReminders()).Told, Is.EqualTo(1));
        await server.Settle();
        var told = (await ada.Reminders()).Single();
        await server.Sql("DROP TRIGGER keep ON outbox; INSERT INTO outbox (type, stream, payload, created_at, available_at, attempts) SELECT * FROM kept; SELECT pg_notify('halext_outbox', '')");
        await server.Settle();
        Assert.That((await ada.Reminders()).Single().GetRawText(), Is.EqualTo(told.GetRawText()));
    }

    [Test]
    public async Task What_is_over_when_its_turn_comes_is_not_told()
    {
        await using var server = await TestServer.Start(Reminding.Settings);
        var ada = await server.SignUp("ada");
        await server.Sql(Park);
        await ada.AddEvent(server.Clock.GetUtcNow().AddMinutes(10));
        await ada.AddTask(server.Clock.GetUtcNow().AddMinutes(10));
        Assert.That((await server.SendReminders()).Told, Is.EqualTo(2));

        // The outbox was stuck until the next day.
        server.Clock.Advance(TimeSpan.FromHours(25));
        await server.Sql("UPDATE outbox SET parked_at = NULL; SELECT pg_notify('halext_outbox', '')");
        await server.Settle();
        Assert.That(await ada.Reminders(), Is.Empty);
    }

    [Test]
    public async Task No_event_of_one_user_keeps_the_reminders_of_others_back()
    {
        await using var server = await TestServer.Start(Reminding.Settings);
        var (ada, bob) = (await server.SignUp("ada"), await server.SignUp("bob"));
        foreach (var year in (string[])["1600", "1700"])
        {
            await ada.Client.PostJson("/events/", new
            {
                title = "Always", start_time = $"{year}-01-01T00:00:00Z", end_time = "2100-01-01T00:00:00Z", rrule = "FREQ=SECONDLY", reminder_minutes = 0,
            }).ShouldBeOk();
        }

        foreach (var due in (string[])["0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"])
            await ada.Client.PostJson("/tasks/", new { title = "Never", due_date = due, reminder_minutes = 40_320 }).ShouldBeOk();
        await bob.AddEvent(server.Clock.GetUtcNow().AddMinutes(15));
        Assert.That(await server.RemindedAt(server.Clock.GetUtcNow(), bob), Has.Count.EqualTo(1));
        Assert.That(await server.Sql("SELECT count(*) FROM reminders WHERE looked_at IS NULL"), Is.Zero, "each was looked at");
    }

    private static string Tasks(TestUser user, int count) =>
        $"""
        INSERT INTO tasks (owner_id, uid, title, due_date, created_at, reminder_minutes)
        SELECT {user.Id}, 'task ' || n, 'Task', '2026-03-02T09:30:00Z', now(), 60 FROM generate_series(1, {count}) n
        """;

    /// <summary>Daily series whose next occurrence is near.</summary>
    internal static string Series(TestUser user, int count, DateTimeOffset near) =>
        $"""
        INSERT INTO events (owner_id, uid, title, start_time, end_time, all_day, time_zone, rrule, ex_dates, r_dates, span_start, is_spanning, created_at, updated_at, reminder_minutes)
        SELECT {user.Id}, 'event ' || n, 'Event', at, at + interval '1 hour', false, 'Europe/Berlin', 'FREQ=DAILY', '{'{'}{'}'}', '{'{'}{'}'}', at, true, now(), now(), 15
        FROM generate_series(1, {count}) n, (SELECT '{near.AddMinutes(10).AddDays(-20).Wire()}'::timestamptz) t (at)
        """;
}
