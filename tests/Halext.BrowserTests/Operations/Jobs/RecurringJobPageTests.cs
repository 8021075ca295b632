using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Halext.BrowserTests.Operations.Jobs;

public sealed class RecurringJobPageTests : JobPageFixture
{
    protected override bool Schedules => true;

    [Test]
    public async Task Recurring_jobs_are_paused_and_run_at_once()
    {
        await using var visit = await SignIn();
        var page = visit.Page;
        await Go(page, "Recurring");
        var row = page.Locator("tr[data-key='accounts.delete-expired']");
        await Expect(row.Locator("time").First).ToContainTextAsync("in 18 hr");
        await Button(row, "Pause").ClickAsync();
        await Expect(row).ToContainTextAsync("Paused");
        await Button(row, "Resume").ClickAsync();
        await Expect(row).Not.ToContainTextAsync("Paused");

        await Button(row, "Run now").ClickAsync();
        await Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("is queued");
        await Go(page, "All jobs");
        await page.GetByLabel("Job", new() { Exact = true }).SelectOptionAsync("accounts.delete-expired");
        await Expect(page.Locator("tbody tr").First).ToContainTextAsync("Succeeded");
    }
}
