using Halext.Application.Common.Jobs;
using Halext.TestKit;
using Halext.TestKit.Jobs;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Halext.BrowserTests.Operations.Jobs;

/// <summary>Fits every screen; pictures of it land in <c>artifacts/screenshots</c>, for people to look at.</summary>
public sealed class JobPageLookTests : JobPageFixture
{
    private static readonly string[] Views = ["Overview", "Recurring", "All jobs", "Dead letters", "Workers"];

    protected override bool Schedules => true;

    [TestCase("light", ColorScheme.Light, 1280)]
    [TestCase("dark", ColorScheme.Dark, 1280)]
    [TestCase("phone", ColorScheme.Light, 375)]
    [TestCase("phone-dark", ColorScheme.Dark, 375)]
    public async Task No_view_is_wider_than_the_screen(string name, ColorScheme scheme, int width)
    {
        await MakeHistory();
        await using (var stranger = await Visit.Begin(Server.Address, scheme, width, 800))
        {
            await stranger.Page.GotoAsync(Path);
            await Expect(stranger.Page.Locator("#sign-in")).ToBeVisibleAsync();
            await Look(stranger.Page, $"{name}-sign-in");
        }

        await using var visit = await SignIn(scheme, width, 800);
        var page = visit.Page;
        foreach (var view in Views)
        {
            await Go(page, view);
            await Expect(page.Locator("#view table").First).ToBeVisibleAsync();
            await Expect(page.Locator("#live")).ToHaveTextAsync("Live");
            await Expect(page.Locator("tbody tr").First).ToBeVisibleAsync();
            await Look(page, $"{name}-{view.ToLowerInvariant().Replace(' ', '-')}");
        }

        await Go(page, "Dead letters");
        await Button(page.Locator("tbody tr").First, "Details").ClickAsync();
        await Expect(page.GetByRole(AriaRole.Dialog)).ToBeVisibleAsync();
        await Look(page, $"{name}-details");
    }

    private static async Task Look(IPage page, string name)
    {
        var file = System.IO.Path.Combine(Repository.Root, "artifacts", "screenshots", $"jobs-{name}.png");
        await page.ScreenshotAsync(new() { Path = file, FullPage = true });
        Assert.That(await page.EvaluateAsync<int>("document.scrollingElement.scrollWidth - innerWidth"), Is.LessThanOrEqualTo(0), name);
    }

    /// <summary>An hour in which much ran, some failed, and something is left of everything.</summary>
    private async Task MakeHistory()
    {
        await Execute("""
            INSERT INTO job_tallies (minute, succeeded, failed)
            SELECT extract(epoch FROM timestamptz '2026-03-02T09:00Z')::int / 60 - m, 20 + (m * 37) % 45, CASE WHEN m % 7 = 0 THEN m % 5 + 1 ELSE 0 END
            FROM generate_series(1, 59) AS m
            """);
        foreach (var how in new[] { "bug", "invalid" })
            await Reaches(await Enqueue(new FailTimes(how, 9, how)), "dead");
        await Reaches(await Enqueue(new WriteDown("done")), "succeeded");
        await Reaches(await Enqueue(new FailTimes("again", 2, "unavailable")), "retrying");
        await Enqueue(new WriteDown("later"), new JobOptions { Delay = TimeSpan.FromDays(1) });
        await Enqueue(new WaitForGate("one"));
        await Reaches(await Enqueue(new WaitForGate("two")), "running");
    }
}
