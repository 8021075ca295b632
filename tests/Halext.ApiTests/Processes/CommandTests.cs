using Halext.TestKit;

namespace Halext.ApiTests.Processes;

/// <summary>The commands beside <c>serve</c>, with real processes.</summary>
public sealed class CommandTests
{
    [Test]
    public async Task The_first_admin_is_made_while_the_server_runs()
    {
        await using var server = await HalextProcess.Start().Ready();
        await using var create = Command(server, "user", "create", "--admin", "--username", "root", "--email", "root@example.org", "--password-stdin");
        await create.Say(TestUser.Password);
        Assert.That(await create.Exit(), Is.Zero, create.Output);

        var client = new TestClient(server.Address);
        var session = await client.PostForm("/token", ("username", "root"), ("password", TestUser.Password)).ShouldBeOk();
        Assert.That(session.GetProperty("user").GetProperty("is_admin").GetBoolean(), Is.True);

        await using var again = Command(server, "user", "create", "--username", "root", "--email", "other@example.org");
        Assert.That(await again.Exit(), Is.EqualTo(1));
        Assert.That(again.Output, Does.Contain("exists already"));

        await client.PostJson("/users/", new { username = "ada", email = "ada@example.org", password = TestUser.Password }).ShouldBeOk();
        await using var promote = Command(server, "user", "make-admin", "ada");
        Assert.That(await promote.Exit(), Is.Zero, promote.Output);
        await using var unknown = Command(server, "user", "make-admin", "nobody");
        Assert.That(await unknown.Exit(), Is.EqualTo(1));
    }

    [Test]
    public async Task A_password_is_made_up_where_none_is_given_and_a_weak_one_refused()
    {
        var environment = new Dictionary<string, string?> { ["DATABASE_URL"] = await TestCluster.CreateDatabase() };
        await using var made = HalextProcess.Start(["user", "create", "--username", "ada", "--email", "ada@example.org"], environment: environment);
        Assert.That(await made.Exit(), Is.Zero, made.Output);
        var password = made.Output.Trim().Split(' ')[^1];

        await using var server = await TestServer.Start(connectionString: environment["DATABASE_URL"]);
        await server.Anonymous().PostForm("/token", ("username", "ada"), ("password", password)).ShouldBeOk();

        await using var weak = HalextProcess.Start(["user", "create", "--username", "b", "--email", "b@c.d", "--password-stdin"], environment: environment);
        await weak.Say("short");
        Assert.That(await weak.Exit(), Is.EqualTo(1));
        await using var usage = HalextProcess.Start(["user", "create", "--username", "b"], environment: environment);
        Assert.That(await usage.Exit(), Is.EqualTo(2));
    }

    [Test]
    public async Task The_doctor_finds_a_healthy_server_healthy_and_names_what_is_wrong()
    {
        await using var server = await HalextProcess.Start().Ready();
        await using var healthy = Command(server, "doctor");
        Assert.That(await healthy.Exit(), Is.Zero, healthy.Output);
        Assert.That(healthy.Output, Does.Contain("PostgreSQL").And.Contain("up to date").And.Contain("one runs").And.Contain("arrives with /api"));
        Assert.That(healthy.Output, Does.Contain($"{server.Port} is held by process {server.Id}"));

        var environment = new Dictionary<string, string?> { ["DATABASE_URL"] = await TestCluster.CreateEmptyDatabase(), ["SECRET_KEY"] = "weak" };
        await using var ill = HalextProcess.Start(["doctor"], environment: environment);
        Assert.That(await ill.Exit(), Is.EqualTo(1));
        Assert.That(ill.Output, Does.Match("BAD +secret").And.Match("BAD +migrations.*halext migrate").And.Match("BAD +proxy"));

        await using var migrate = HalextProcess.Start(["migrate"], environment: environment);
        Assert.That(await migrate.Exit(), Is.Zero, migrate.Output);
        await using var twice = HalextProcess.Start(["migrate"], environment: environment);
        Assert.That(await twice.Exit(), Is.Zero);
        Assert.That(twice.Output, Does.Contain("up to date"));
    }

    [Test]
    public async Task The_doctor_makes_nothing_where_nothing_is()
    {
        await using var doctor = HalextProcess.Start(["doctor"]);
        await doctor.Exit();
        Assert.That(Directory.Exists(Path.Combine(doctor.WorkingDirectory, ".halext", "postgres")), Is.False);
    }

    [Test]
    public async Task The_description_of_the_api_needs_no_database_and_says_nothing_else()
    {
        await using var process = HalextProcess.Start(["openapi"]);
        Assert.That(await process.Exit(), Is.Zero, process.Output);
        using var document = System.Text.Json.JsonDocument.Parse(process.Output);
        Assert.That(document.RootElement.GetProperty("openapi").GetString(), Does.StartWith("3.1"));
    }

    [Test]
    public async Task An_unknown_command_shows_the_usage()
    {
        await using var process = HalextProcess.Start(["dance"]);
        Assert.That(await process.Exit(), Is.EqualTo(2));
        Assert.That(process.Output, Does.Contain("halext doctor"));
    }

    private static HalextProcess Command(HalextProcess server, params string[] arguments) =>
        HalextProcess.Start(arguments, server.WorkingDirectory, server.Port);
}
