using Halext.Application.Common.Jobs;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Infrastructure.Common.Data;
using Halext.TestKit;
using Halext.TestKit.Jobs;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Npgsql;
using static Microsoft.Playwright.Assertions;

namespace Halext.BrowserTests.Operations.Jobs;

/// <summary>A server that runs the jobs of the TestKit, and windows on its page of jobs. Each test has its own: the page shows everybody's jobs.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public abstract class JobPageFixture
{
    protected const string Path = "admin/jobs/";

    /// <summary>The page asks every three seconds, and workers report every five.</summary>
    private const float Patience = 60_000;

    protected TestServer Server { get; private set; } = null!;

    /// <summary>Whether recurring jobs fire; then there are others than those of the test.</summary>
    protected virtual bool Schedules => false;

    protected TestUser Admin { get; private set; } = null!;

    protected JobJournal Journal => Server.Services.GetRequiredService<JobJournal>();

    [SetUp]
    public async Task StartServer()
    {
        SetDefaultExpectTimeout(Patience);
        Server = await TestServer.Start(new Dictionary<string, string?> { ["JOBS_SCHEDULER"] = Schedules ? "true" : "false" }, builder => builder.Services.AddTestJobs());
        Admin = await Server.SignUp("admin");
        await Server.MakeAdmin(Admin);
    }

    [TearDown]
    public async Task StopServer() => await Server.DisposeAsync();

    /// <summary>A window in which the admin is signed in.</summary>
    protected async Task<Visit> SignIn(ColorScheme scheme = ColorScheme.Light, int width = 1280, int height = 900)
    {
        var visit = await Visit.Begin(Server.Address, scheme, width, height);
        await visit.Page.GotoAsync(Path);
        await FillIn(visit.Page, Admin.Username, TestUser.Password);
        await Expect(visit.Page.Locator("#board")).ToBeVisibleAsync();
        return visit;
    }

    protected static async Task FillIn(IPage page, string username, string password)
    {
        await page.GetByLabel("User name or e-mail").FillAsync(username);
        await page.GetByLabel("Password").FillAsync(password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
    }

    protected static Task Go(IPage page, string view) => page.GetByRole(AriaRole.Navigation, new() { Name = "Views" }).GetByText(view).ClickAsync();

    protected static ILocator Count(IPage page, string name) => page.Locator($"[data-count={name}] strong");

    /// <summary>The row of a table that shows this job.</summary>
    protected static ILocator Row(IPage page, Guid id) => page.Locator($"tr[data-key='{id}']");

    protected static ILocator Button(ILocator row, string action) => row.Locator($"button[data-action='{action}']");

    protected async Task<Guid> Enqueue<T>(IUseCase<T> request, JobOptions? options = null)
    {
        await using var scope = Server.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentUser>().Set(new Actor(Admin.Id, IsAdmin: true, SessionId: null));
        var id = await scope.ServiceProvider.GetRequiredService<IJobQueue>().Enqueue(request, options, CancellationToken.None);
        await scope.ServiceProvider.GetRequiredService<HalextDb>().SaveChangesAsync();
        return id;
    }

    protected async Task Reaches(Guid id, string state) =>
        await Eventually.True(async () => (await Admin.Client.Get($"/admin/jobs/{id}").ShouldBeOk()).GetProperty("state").GetString() == state);

    protected async Task Execute(string sql)
    {
        await using var connection = new NpgsqlConnection(Server.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
