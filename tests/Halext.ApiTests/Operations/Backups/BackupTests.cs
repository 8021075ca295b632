using System.Text.Json;
using Halext.TestKit;
using Npgsql;

namespace Halext.ApiTests.Operations.Backups;

/// <summary>Rehearses what operators hope never to need.</summary>
public sealed class BackupTests
{
    private const string Secret = "aT3Nq8vXw2Lk5Rz7Tb9Yc1Pd4Fg6Hj0MsQe5Wr8Ui3Zo";

    [Test]
    public async Task A_backup_becomes_a_database_with_the_same_rows_on_which_halext_runs()
    {
        using var directory = new TemporaryDirectory();
        string username, file, source;
        await using (var server = await TestServer.Start(Backups(directory)))
        {
            var ada = await server.SignUp("ada");
            username = ada.Username;
            source = server.ConnectionString;
            await ada.Client.PostJson("/tasks/", new { title = "Ärger mit \"Ünicode\" \\ ' $$", labels = new[] { "one", "two" } }).ShouldBeOk();
            await ada.Client.PostJson("/events/", new { title = "weekly", start_time = "2026-03-02T09:00:00Z", end_time = "2026-03-02T10:00:00Z", recurrence_type = "weekly" }).ShouldBeOk();
            var backup = await BackUp(server);
            file = Path.Combine(directory.Path, backup.GetProperty("file").GetString()!);
            Assert.That(backup.GetProperty("file").GetString(), Is.EqualTo("halext-20260302T090000Z.dump"));
            Assert.That(backup.GetProperty("bytes").GetInt64(), Is.EqualTo(new FileInfo(file).Length).And.GreaterThan(10_000));
            Assert.That(backup.GetProperty("seconds").GetDouble(), Is.Positive);
            Assert.That(File.GetUnixFileMode(file), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
        }

        Assert.That(Directory.GetFiles(directory.Path), Is.EqualTo(new[] { file }), "nothing unfinished is left");
        var target = await TestCluster.CreateEmptyDatabase();
        await Restore(target, 0, "Restored", file);
        Assert.That(await Rows(target), Is.EqualTo(await Rows(source)));

        await using var restored = await TestServer.Start(connectionString: target);
        var client = restored.Anonymous();
        var session = await client.PostJson("/auth/login", new { username, password = TestUser.Password }).ShouldBeOk();
        client.Bearer(session.GetProperty("access_token").GetString());
        Assert.That((await client.Get("/tasks/").ShouldBeOk())[0].GetProperty("title").GetString(), Is.EqualTo("Ärger mit \"Ünicode\" \\ ' $$"));
        await client.PostJson("/tasks/", new { title = "goes on" }).ShouldBeOk();
    }

    [Test]
    public async Task What_is_there_is_replaced_only_when_forced_and_not_while_halext_runs()
    {
        using var directory = new TemporaryDirectory();
        var database = await TestCluster.CreateDatabase();
        string file;
        await using (var server = await TestServer.Start(Backups(directory), connectionString: database))
        {
            await server.SignUp("before");
            file = Path.Combine(directory.Path, (await BackUp(server)).GetProperty("file").GetString()!);
            await server.SignUp("after");
            await Eventually.True(async () => (long)(await Ask(database, "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'halext node' AND datname = current_database()"))! > 0);
            await Restore(database, 1, "Halext runs on this database", file, "--force");
        }

        var before = await Rows(database);
        await Restore(database, 1, "The database is not empty", file);
        Assert.That(await Rows(database), Is.EqualTo(before));

        // Something of a later version is in the way, too.
        await Ask(database, "CREATE TABLE later (id int REFERENCES users (id)); CREATE VIEW all_users AS SELECT * FROM users");
        await Restore(database, 0, "Restored", file, "--force");
        Assert.That(await Ask(database, "SELECT string_agg(username, ' ') FROM users"), Does.StartWith("before-").And.Not.Contain("after"));
        Assert.That(await Ask(database, "SELECT to_regclass('later')::text"), Is.EqualTo(DBNull.Value));
    }

    [Test]
    public async Task Files_that_are_cut_off_damaged_or_something_else_change_nothing()
    {
        using var directory = new TemporaryDirectory();
        var database = await TestCluster.CreateDatabase();
        string file;
        await using (var server = await TestServer.Start(Backups(directory), connectionString: database))
        {
            await server.SignUp("ada");
            file = Path.Combine(directory.Path, (await BackUp(server)).GetProperty("file").GetString()!);
        }

        var (rows, whole) = (await Rows(database), await File.ReadAllBytesAsync(file));
        await File.WriteAllBytesAsync(file, whole[..(whole.Length * 9 / 10)]);
        await Restore(database, 1, "is no backup that can be read", file, "--force");
        await File.WriteAllTextAsync(file, "DROP TABLE users;");
        await Restore(database, 1, "is no backup that can be read", file, "--force");
        await Restore(database, 1, "There is no file", Path.Combine(directory.Path, "none"), "--force");
        Assert.That(await Rows(database), Is.EqualTo(rows));
    }

    [Test]
    public async Task A_restore_that_fails_half_way_leaves_everything_as_it_was()
    {
        using var directory = new TemporaryDirectory();
        var database = await TestCluster.CreateDatabase();
        await using (var server = await TestServer.Start(Backups(directory), connectionString: database))
            await server.SignUp("ada");

        // A backup with a row that its own table refuses: PostgreSQL says so when nearly everything is there.
        await Ask(database, "CREATE FUNCTION fits(int) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT true'; CREATE TABLE zoo (id int CHECK (fits(id)))");
        await Ask(database, "INSERT INTO zoo VALUES (1); CREATE OR REPLACE FUNCTION fits(int) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT false'");
        var file = Path.Combine(directory.Path, "broken.dump");
        await Dump(database, file);
        var rows = await Rows(database);

        await Restore(database, 1, "nothing has changed", file, "--force");

        Assert.That(await Rows(database), Is.EqualTo(rows));
    }

    [Test]
    public async Task A_backup_of_something_else_or_of_a_newer_halext_changes_nothing()
    {
        using var directory = new TemporaryDirectory();
        var (database, other) = (await TestCluster.CreateDatabase(), await TestCluster.CreateEmptyDatabase());
        await using (var server = await TestServer.Start(connectionString: database))
            await server.SignUp("ada");
        var file = Path.Combine(directory.Path, "file.dump");

        async Task Refused(string dumped, string says)
        {
            File.Delete(file);
            await Dump(dumped, file);
            var rows = await Rows(database);
            await Restore(database, 1, says, file, "--force");
            Assert.That(await Rows(database), Is.EqualTo(rows));
        }

        await Ask(other, "CREATE TABLE shop (id int); CREATE TABLE users (id text)");
        await Refused(other, "is a backup of something else");
        await Ask(other, "CREATE TABLE schema_migrations (version text)");
        await Refused(other, "nothing has changed");
        await Ask(other, "DROP TABLE schema_migrations; CREATE TABLE schema_migrations (\"MigrationId\" text, \"ProductVersion\" text)");
        await Refused(other, "no migration was ever applied");
        await Ask(other, "SELECT lo_create(0)");
        await Refused(other, "holds large objects");

        await Ask(database, "INSERT INTO schema_migrations VALUES ('29991231235959_Future', '99')");
        await Refused(database, "does not know its migration 29991231235959_Future");
        await using var doctor = Start(database, ["doctor"]);
        Assert.That(await doctor.Exit(), Is.EqualTo(1), doctor.Output);
        await Eventually.True(() => doctor.Output.Contains("newer Halext: 29991231235959_Future", StringComparison.Ordinal));
    }

    [Test]
    public async Task Only_so_many_backups_stay()
    {
        using var directory = new TemporaryDirectory();
        await File.WriteAllTextAsync(Path.Combine(directory.Path, "by-hand.dump"), "");
        await File.WriteAllTextAsync(Path.Combine(directory.Path, "halext-20260101T023000Z.dump"), "");
        await using var server = await TestServer.Start(Backups(directory, ("BACKUP_KEEP", "2")));
        Assert.That((await BackUp(server)).GetProperty("deleted").GetInt32(), Is.Zero);
        server.Clock.Advance(TimeSpan.FromDays(1));
        Assert.That((await BackUp(server)).GetProperty("deleted").GetInt32(), Is.EqualTo(1));
        Assert.That(
            Directory.GetFiles(directory.Path).Select(Path.GetFileName).Order(),
            Is.EqualTo(new[] { "by-hand.dump", "halext-20260302T090000Z.dump", "halext-20260303T090000Z.dump" }));
    }

    [Test]
    public async Task A_backup_stays_though_another_claims_to_be_of_the_future()
    {
        using var directory = new TemporaryDirectory();
        await File.WriteAllTextAsync(Path.Combine(directory.Path, "halext-20991231T000000Z.dump"), "");
        await File.WriteAllTextAsync(Path.Combine(directory.Path, "halext-20260101T023000Z.dump"), "");
        await using var server = await TestServer.Start(Backups(directory, ("BACKUP_KEEP", "1")));
        var backup = await BackUp(server);
        Assert.That((backup.GetProperty("deleted").GetInt32(), backup.GetProperty("undeleted").GetInt32()), Is.EqualTo((2, 0)));
        Assert.That(Directory.GetFiles(directory.Path).Select(Path.GetFileName), Is.EqualTo(new[] { "halext-20260302T090000Z.dump" }));
    }

    [Test]
    public async Task Every_night_where_there_is_a_directory_and_never_where_there_is_none()
    {
        using var directory = new TemporaryDirectory();
        await using var with = await TestServer.Start(Backups(directory));
        await using var without = await TestServer.Start();
        async Task<IEnumerable<string?>> Scheduled(TestServer server)
        {
            var admin = await server.SignUp("admin");
            await server.MakeAdmin(admin);
            return (await admin.Client.Get("/admin/jobs/recurring").ShouldBeOk()).EnumerateArray().Select(j => j.GetProperty("name").GetString());
        }

        Assert.That(await Scheduled(with), Does.Contain("operations.backup"));
        Assert.That(await Scheduled(without), Does.Not.Contain("operations.backup"));

        await using var command = Start(without.ConnectionString, ["backup"]);
        Assert.That(await command.Exit(), Is.EqualTo(1), command.Output);
        await Eventually.True(() => command.Output.Contains("BACKUP_DIR is not set", StringComparison.Ordinal));
    }

    [Test]
    public async Task A_backup_by_hand_says_where_it_is()
    {
        using var directory = new TemporaryDirectory();
        await using var command = Start(await TestCluster.CreateDatabase(), ["backup"], ("BACKUP_DIR", directory.Path));
        Assert.That(await command.Exit(), Is.Zero, command.Output);
        await Eventually.True(() => command.Output.Contains(Directory.GetFiles(directory.Path).Single(), StringComparison.Ordinal));
    }

    private static Dictionary<string, string?> Backups(TemporaryDirectory directory, params (string Name, string Value)[] more) =>
        more.Select(m => KeyValuePair.Create(m.Name, (string?)m.Value)).Append(new("BACKUP_DIR", directory.Path)).ToDictionary();

    /// <summary>As an admin does it, by the job.</summary>
    private static async Task<JsonElement> BackUp(TestServer server)
    {
        var admin = await server.SignUp("admin");
        await server.MakeAdmin(admin);
        await admin.Client.PostJson("/admin/cache/clear", new { }).ShouldBeOk(); // Leaves an entry in the audit trail.
        var id = (await admin.Client.PostJson("/admin/jobs/recurring/operations.backup/trigger", new { }).ShouldBeOk()).GetProperty("id").GetString();
        JsonElement job = default;
        await Eventually.True(async () => (job = await admin.Client.Get($"/admin/jobs/{id}").ShouldBeOk()).GetProperty("state").GetString() is "succeeded" or "dead" or "retrying");
        Assert.That(job.GetProperty("state").GetString(), Is.EqualTo("succeeded"), job.ToString());
        return job.GetProperty("result");
    }

    private static async Task Restore(string database, int exitCode, string says, params string[] arguments)
    {
        NpgsqlConnection.ClearAllPools();
        await using var command = Start(database, ["restore", .. arguments]);
        Assert.That(await command.Exit(), Is.EqualTo(exitCode), command.Output);
        await Eventually.True(() => command.Output.Contains(says, StringComparison.Ordinal));
    }

    private static HalextProcess Start(string database, string[] arguments, params (string Name, string Value)[] more) =>
        HalextProcess.Start(arguments, environment: more.Append(("DATABASE_URL", database)).Append(("SECRET_KEY", Secret)).ToDictionary(m => m.Item1, m => (string?)m.Item2));

    private static async Task Dump(string database, string file)
    {
        var target = new NpgsqlConnectionStringBuilder(database);
        var start = new System.Diagnostics.ProcessStartInfo("pg_dump", ["--format=custom", "--file=" + file]);
        (start.Environment["PGHOST"], start.Environment["PGPORT"], start.Environment["PGDATABASE"]) = (target.Host, $"{target.Port}", target.Database);
        (start.Environment["PGUSER"], start.Environment["PGPASSWORD"]) = (target.Username, target.Password);
        using var process = System.Diagnostics.Process.Start(start)!;
        await process.WaitForExitAsync();
        Assert.That(process.ExitCode, Is.Zero);
    }

    /// <summary>Every table with the number and a hash of its rows; without what nodes note about themselves.</summary>
    private static async Task<string> Rows(string database)
    {
        await using var data = NpgsqlDataSource.Create(database);
        var tables = new List<string>();
        await using (var command = data.CreateCommand(
            "SELECT format('%I.%I', schemaname, tablename) FROM pg_tables WHERE schemaname IN ('public', 'quartz') AND tablename NOT IN ('jobs', 'job_nodes', 'job_tallies', 'presence_nodes') ORDER BY 1"))
        await using (var reader = await command.ExecuteReaderAsync())
        {
            while (await reader.ReadAsync())
                tables.Add(reader.GetString(0));
        }

        var lines = new List<string>();
        foreach (var table in tables)
        {
            // That a backup was asked for may be noted after it has begun.
            var rows = table == "public.audit_entries" ? table + " AS t WHERE action <> 'TriggerJob'" : table + " AS t";
            await using var command = data.CreateCommand($"SELECT count(*) || ' ' || coalesce(md5(string_agg(t::text, '|' ORDER BY t::text)), '') FROM {rows}");
            lines.Add($"{table} {await command.ExecuteScalarAsync()}");
        }

        Assert.That(lines, Has.Count.GreaterThan(20));
        return string.Join('\n', lines);
    }

    private static async Task<object?> Ask(string database, string sql)
    {
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }
}
