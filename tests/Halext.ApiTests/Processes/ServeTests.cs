using System.Globalization;
using Halext.TestKit;

namespace Halext.ApiTests.Processes;

/// <summary>Starting, stopping and refusing to start, with real processes.</summary>
public sealed class ServeTests
{
    private const string StrongSecret = "p9Qw3Er7Ty1Ui5Op8As2Df6Gh0Jk4Lz9Xc3Vb7Nm1";

    [Test]
    public async Task Data_outlives_a_restart_and_a_kill()
    {
        using var temporary = new TemporaryDirectory();
        var directory = temporary.Path;
        await using var first = await HalextProcess.Start(directory: directory).Ready();
        Assert.That(first.Output, Does.Contain($"http://127.0.0.1:{first.Port}/api").And.Contain("/docs").And.Contain("user create --admin"));
        await new TestClient(first.Address).PostJson("/users/", new { username = "ada", email = "a@b.c", password = TestUser.Password }).ShouldBeOk();

        // Killed, it leaves its PostgreSQL behind; the next one takes it over.
        await first.Stop("KILL");
        await using var second = await HalextProcess.Start(directory: directory).Ready();
        var token = await new TestClient(second.Address).PostForm("/token", ("username", "ada"), ("password", TestUser.Password)).ShouldBeOk();
        Assert.That(await second.Stop("INT"), Is.Zero);

        // The secret is kept too, so tokens outlive a restart.
        await using var third = await HalextProcess.Start(directory: directory).Ready();
        await new TestClient(third.Address).Bearer(token.GetProperty("access_token").GetString()).Get("/tasks/").ShouldBeOk();
        Assert.That(await third.Stop(), Is.Zero);
        Assert.That(File.Exists(Path.Combine(directory, ".halext", "postgres", "postmaster.pid")), Is.False, "PostgreSQL stopped with it");
    }

    [Test]
    public async Task A_second_one_on_the_same_data_or_port_names_the_first()
    {
        await using var first = await HalextProcess.Start().Ready();
        var id = first.Id.ToString(CultureInfo.InvariantCulture);

        await using var samePort = HalextProcess.Start(port: first.Port);
        Assert.That(await samePort.Exit(), Is.EqualTo(1));
        Assert.That(samePort.Output.Trim().Split('\n'), Has.Length.EqualTo(1));
        Assert.That(samePort.Output, Does.Contain(id));

        await using var sameData = HalextProcess.Start(environment: new Dictionary<string, string?>
        {
            ["HALEXT_DATA_DIR"] = Path.Combine(first.WorkingDirectory, ".halext"),
        });
        Assert.That(await sameData.Exit(), Is.EqualTo(1));
        Assert.That(sameData.Output.Trim().Split('\n'), Has.Length.EqualTo(1));
        Assert.That(sameData.Output, Does.Contain(id));
        await new TestClient(first.Address).Get("/ready").ShouldBeOk();
    }

    [Test]
    public async Task Production_refuses_to_start_without_what_it_needs_and_says_all_of_it()
    {
        await using var bare = HalextProcess.Start(environment: new Dictionary<string, string?> { ["ASPNETCORE_ENVIRONMENT"] = null });
        Assert.That(await bare.Exit(), Is.EqualTo(1));
        Assert.That(bare.Output, Does.Contain("DATABASE_URL is not set").And.Contain("SECRET_KEY is not set"));
        Assert.That(Directory.Exists(Path.Combine(bare.WorkingDirectory, ".halext")), Is.False, "it fell back on nothing");

        await using var sqlite = HalextProcess.Start(environment: Production("sqlite:///./halext_dev.db"));
        Assert.That(await sqlite.Exit(), Is.EqualTo(1));
        Assert.That(sqlite.Output, Does.Contain("sqlite").And.Contain("PostgreSQL"));

        await using var unreachable = HalextProcess.Start(environment: Production("postgresql://halext:hunter2@127.0.0.1:1/halext"));
        Assert.That(await unreachable.Exit(), Is.EqualTo(1));
        Assert.That(unreachable.Output.Trim().Split('\n'), Has.Length.EqualTo(1));
        Assert.That(unreachable.Output, Does.Contain("127.0.0.1:1/halext").And.Not.Contain("hunter2"));
    }

    [Test]
    public async Task The_env_file_is_read_by_the_program_itself_and_the_environment_wins()
    {
        using var temporary = new TemporaryDirectory();
        var directory = temporary.Path;
        var database = await TestCluster.CreateDatabase();
        await File.WriteAllTextAsync(Path.Combine(directory, ".env"), $"""
            # as in the incident of the original: systemd did not pass it on
            export ENVIRONMENT=production
            DATABASE_URL="{database}"
            SECRET_KEY='{StrongSecret}'
            ACCESS_CODE=from-the-file
            """);
        await using var server = await HalextProcess.Start(directory: directory, environment: new Dictionary<string, string?>
        {
            ["ASPNETCORE_ENVIRONMENT"] = null,
            ["ACCESS_CODE"] = "from-the-environment",
        }).Ready();
        Assert.That(server.Output, Does.Contain("production").And.Contain(".env"));

        var client = new TestClient(server.Address);
        client.DefaultRequestHeaders.Add("X-Halext-Code", "from-the-file");
        await client.PostJson("/users/", new { username = "a", email = "a@b.c", password = TestUser.Password }).ShouldFail(401, "ACCESS_CODE_INVALID");
        client.DefaultRequestHeaders.Remove("X-Halext-Code");
        client.DefaultRequestHeaders.Add("X-Halext-Code", "from-the-environment");
        await client.PostJson("/users/", new { username = "a", email = "a@b.c", password = TestUser.Password }).ShouldBeOk();

        // In production every line is JSON, and none holds a secret.
        await server.Stop();
        var log = server.Output.Split('\n').Where(line => line.StartsWith('{')).ToList();
        Assert.That(log, Is.Not.Empty);
        Assert.That(log.Select(line => System.Text.Json.JsonDocument.Parse(line)), Is.Not.Empty);
        Assert.That(log.Any(line => line.Contains("POST /users/ 200", StringComparison.Ordinal)), Is.True);
        Assert.That(server.Output, Does.Not.Contain(TestUser.Password).And.Not.Contain("from-the-environment").And.Not.Contain(StrongSecret));
    }

    [Test]
    public async Task An_address_that_is_not_this_machines_is_one_line_not_a_crash()
    {
        await using var foreign = HalextProcess.Start(environment: new Dictionary<string, string?>
        {
            ["API_HOST"] = "192.0.2.1", // Reserved for documentation (RFC 5737), so nobody's.
            ["DATABASE_URL"] = await TestCluster.CreateDatabase(),
        });
        Assert.That(await foreign.Exit(), Is.EqualTo(1), foreign.Output);
        Assert.That(foreign.Output, Does.Contain("cannot listen on 192.0.2.1"));

        await using var typo = HalextProcess.Start(environment: new Dictionary<string, string?> { ["API_HOST"] = "loclahost" });
        Assert.That(await typo.Exit(), Is.EqualTo(1));
        Assert.That(typo.Output, Does.Contain("API_HOST"));
    }

    private static Dictionary<string, string?> Production(string databaseUrl) => new()
    {
        ["ASPNETCORE_ENVIRONMENT"] = "Production",
        ["DATABASE_URL"] = databaseUrl,
        ["SECRET_KEY"] = StrongSecret,
    };
}
