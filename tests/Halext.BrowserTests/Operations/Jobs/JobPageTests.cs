using Halext.Application.Common.Jobs;
using Halext.TestKit;
using Halext.TestKit.Jobs;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Halext.BrowserTests.Operations.Jobs;

public sealed class JobPageTests : JobPageFixture
{
    [Test]
    public async Task Wrong_passwords_and_people_who_are_no_admins_are_refused_and_admins_get_in_and_out()
    {
        var ada = await Server.SignUp("ada");
        await using var visit = await Visit.Begin(Server.Address);
        visit.ExpectsRefusals = true;
        var page = visit.Page;
        await page.GotoAsync("admin/jobs");
        Assert.That(page.Url, Does.EndWith("/admin/jobs/"));

        await FillIn(page, Admin.Username, "not the password");
        await Expect(page.GetByRole(AriaRole.Alert)).ToHaveTextAsync("The user name or the password is wrong.");
        await FillIn(page, ada.Username, TestUser.Password);
        await Expect(page.GetByRole(AriaRole.Alert)).ToHaveTextAsync("Only an admin may sign in here.");
        Assert.That(await visit.Context.CookiesAsync(), Is.Empty);
        await Expect(page.Locator("#board")).ToBeHiddenAsync();

        await FillIn(page, Admin.Username, TestUser.Password);
        await Expect(page.Locator("#who")).ToHaveTextAsync(Admin.Username);
        await Expect(Count(page, "workers")).ToHaveTextAsync("1");
        var cookies = await visit.Context.CookiesAsync();
        Assert.That(cookies.Select(c => (c.HttpOnly, c.SameSite, c.Path)), Is.All.EqualTo((true, SameSiteAttribute.Strict, "/admin/jobs")));
        Assert.That(await page.EvaluateAsync<string>("document.cookie"), Is.Empty);

        // Another window of the same browser is signed in, too; and so is this one after it was loaded anew.
        await page.ReloadAsync();
        await Expect(page.Locator("#who")).ToHaveTextAsync(Admin.Username);

        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await Expect(page.Locator("#sign-in")).ToBeVisibleAsync();
        Assert.That(await visit.Context.CookiesAsync(), Is.Empty);
        await page.ReloadAsync();
        await Expect(page.Locator("#sign-in")).ToBeVisibleAsync();
    }

    [Test]
    public async Task A_session_goes_on_when_its_access_token_has_ended()
    {
        await using var visit = await SignIn();
        visit.ExpectsRefusals = true;
        await Expect(Count(visit.Page, "queued")).ToHaveTextAsync("0");
        Server.Clock.Advance(TimeSpan.FromMinutes(31));
        await Enqueue(new WriteDown("later"), new JobOptions { Delay = TimeSpan.FromDays(1) });
        await Expect(Count(visit.Page, "scheduled")).ToHaveTextAsync("1");
        await Expect(visit.Page.Locator("#who")).ToHaveTextAsync(Admin.Username);
    }

    [Test]
    public async Task Who_is_no_admin_any_more_is_signed_out()
    {
        await using var visit = await SignIn();
        visit.ExpectsRefusals = true;
        await Execute($"UPDATE users SET is_admin = false WHERE id = {Admin.Id}");
        await Expect(visit.Page.Locator("#sign-in")).ToBeVisibleAsync();
        await Expect(visit.Page.GetByRole(AriaRole.Alert)).ToHaveTextAsync("Only an admin may do this.");
    }

    [Test]
    public async Task Nothing_of_what_was_shown_stays_behind()
    {
        var id = await Enqueue(new FailTimes("left behind", 9, "invalid"));
        await Reaches(id, "dead");
        await using var visit = await SignIn();
        visit.ExpectsRefusals = true;
        var page = visit.Page;
        await Go(page, "Dead letters");
        await Button(Row(page, id), "Details").ClickAsync();
        await Expect(page.GetByRole(AriaRole.Dialog)).ToContainTextAsync("left behind");
        await Execute($"UPDATE users SET is_admin = false WHERE id = {Admin.Id}");
        await Expect(page.Locator("#sign-in")).ToBeVisibleAsync();
        var left = await page.EvaluateAsync<string>("document.body.textContent");
        Assert.That(left, Does.Not.Contain("left behind").And.Not.Contain("test.fail").And.Not.Contain(Admin.Username).And.Not.Match(@"\d"));

        // And whoever comes next is where the content is.
        await Server.MakeAdmin(Admin);
        await FillIn(page, Admin.Username, TestUser.Password);
        await Expect(page.Locator("main")).ToBeFocusedAsync();
        await Expect(Row(page, id)).ToBeVisibleAsync();
    }

    [Test]
    public async Task Counts_progress_and_chart_follow_what_runs()
    {
        await using var visit = await SignIn();
        var page = visit.Page;
        var id = await Enqueue(new WaitForGate("gate"));
        await Enqueue(new WriteDown("later"), new JobOptions { Delay = TimeSpan.FromDays(1) });
        await Expect(Count(page, "running")).ToHaveTextAsync("1");
        await Expect(Count(page, "scheduled")).ToHaveTextAsync("1");
        await Expect(Row(page, id).Locator("progress")).ToHaveAttributeAsync("value", "40");
        await Expect(Row(page, id)).ToContainTextAsync("waiting");

        Journal.Gate("gate").SetResult();
        await Expect(Count(page, "running")).ToHaveTextAsync("0");
        await Expect(Row(page, id)).ToHaveCountAsync(0);
        await Expect(page.Locator(".legend")).ToContainTextAsync("1 succeeded");
        await Expect(page.Locator(".chart rect.ok")).ToHaveCountAsync(1);
        await Expect(page.GetByRole(AriaRole.Img)).ToHaveAttributeAsync("aria-label", "1 runs succeeded and 0 failed in this hour.");
    }

    [Test]
    public async Task Dead_letters_are_read_retried_and_dropped()
    {
        var retried = await Enqueue(new FailTimes("retried", 1, "bug"));
        var dropped = await Enqueue(new FailTimes("dropped", 9, "invalid"));
        await Reaches(retried, "dead");
        await Reaches(dropped, "dead");
        await using var visit = await SignIn();
        var page = visit.Page;
        await Count(page, "dead").ClickAsync();
        await Expect(Row(page, retried)).ToContainTextAsync("JOB_EXCEPTION");
        await Expect(Count(page, "dead")).ToHaveTextAsync("2");

        await Button(Row(page, retried), "Details").ClickAsync();
        await Expect(page.GetByRole(AriaRole.Dialog)).ToContainTextAsync("Nobody thought of this.");
        await Expect(page.GetByRole(AriaRole.Dialog)).ToContainTextAsync("\"key\": \"retried\"");
        await page.Keyboard.PressAsync("Escape");

        await Button(Row(page, retried), "Retry").ClickAsync();
        await Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("is queued again");
        await Expect(Row(page, retried)).ToHaveCountAsync(0);
        await Reaches(retried, "succeeded");

        await Button(Row(page, dropped), "Drop").ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Leave it" }).ClickAsync();
        await Expect(Row(page, dropped)).ToHaveCountAsync(1);
        await Button(Row(page, dropped), "Drop").ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Drop it" }).ClickAsync();
        await Expect(page.GetByText("No dead letters.")).ToBeVisibleAsync();
        await Admin.Client.Get($"/admin/jobs/{dropped}").ShouldFail(404, "RESOURCE_NOT_FOUND");
    }

    [Test]
    public async Task What_runs_is_cancelled_after_a_question()
    {
        var id = await Enqueue(new WaitForGate("never"));
        await using var visit = await SignIn();
        var page = visit.Page;
        await Button(Row(page, id), "Cancel").ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Cancel the job" }).ClickAsync();
        await Reaches(id, "cancelled");
        await Expect(Row(page, id)).ToHaveCountAsync(0);

        await Go(page, "All jobs");
        await page.GetByLabel("State", new() { Exact = true }).SelectOptionAsync("Cancelled");
        await Expect(Row(page, id)).ToContainTextAsync("test.wait");
        await page.GetByLabel("State", new() { Exact = true }).SelectOptionAsync("Succeeded");
        await Expect(page.GetByText("No jobs are like this.")).ToBeVisibleAsync();
    }

    [Test]
    public async Task Queues_are_paused_and_go_on()
    {
        await using var visit = await SignIn();
        var page = visit.Page;
        var queue = page.Locator("tr[data-key=slow]");
        await Button(queue, "Pause").ClickAsync();
        await Expect(queue).ToContainTextAsync("Paused");
        var id = await Enqueue(new WriteDown("held"), new JobOptions { Queue = "slow" });
        await Expect(Count(page, "queued")).ToHaveTextAsync("1");

        await Button(queue, "Resume").ClickAsync();
        await Reaches(id, "succeeded");
        await Expect(Count(page, "queued")).ToHaveTextAsync("0");
    }

    [Test]
    public async Task Older_jobs_are_turned_to()
    {
        for (var i = 0; i < 60; i++)
            await Enqueue(new WriteDown($"{i}"), new JobOptions { Delay = TimeSpan.FromDays(1) });
        await using var visit = await SignIn();
        var page = visit.Page;
        await Go(page, "All jobs");
        await Expect(page.Locator("tbody tr")).ToHaveCountAsync(50);
        await page.GetByRole(AriaRole.Button, new() { Name = "Older" }).ClickAsync();
        await Expect(page.Locator("tbody tr")).ToHaveCountAsync(10);
        await page.GetByRole(AriaRole.Button, new() { Name = "Newest" }).ClickAsync();
        await Expect(page.Locator("tbody tr")).ToHaveCountAsync(50);
    }

    [Test]
    public async Task What_a_job_carries_is_text_and_foreign_scripts_do_not_run()
    {
        const string markup = "<img src=x onerror=\"document.title='caught'\"><script>document.title='caught'</script>";
        var id = await Enqueue(new FailTimes(markup, 9, "bug"));
        await Reaches(id, "dead");
        await Execute($"UPDATE jobs SET error = '{markup.Replace("'", "''", StringComparison.Ordinal)}' WHERE id = '{id}'");
        await using var visit = await SignIn();
        var page = visit.Page;
        await Go(page, "Dead letters");
        await Expect(Row(page, id)).ToContainTextAsync("<img src=x onerror=");
        await Button(Row(page, id), "Details").ClickAsync();
        await Expect(page.GetByRole(AriaRole.Dialog)).ToContainTextAsync("<img src=x onerror=");
        Assert.That(await page.TitleAsync(), Is.EqualTo("Dead letters – Jobs – Halext"));
        Assert.That(visit.TakeFaults(), Is.Empty);

        // And should markup ever get in, the browser would not run it.
        await page.EvaluateAsync(
            """
            new Promise((done) => {
              setTimeout(done, 20000);
              const left = new Set(["script-src-elem", "style-src-attr", "script-src-attr"]);
              addEventListener("securitypolicyviolation", (e) => left.delete(e.effectiveDirective) && left.size === 0 && setTimeout(done));
              const script = document.createElement("script");
              script.textContent = "document.title = 'caught'";
              document.body.append(script);
              document.body.insertAdjacentHTML("beforeend", '<p style="color:red" onclick="document.title=1">x</p>');
            })
            """);
        Assert.That(await page.TitleAsync(), Is.EqualTo("Dead letters – Jobs – Halext"));
        Assert.That(visit.TakeFaults(), Has.Some.Contains("script-src").And.Some.Contains("style-src"));
    }

    [Test]
    public async Task Everything_can_be_done_by_keyboard()
    {
        var id = await Enqueue(new FailTimes("keyboard", 1, "bug"));
        await Reaches(id, "dead");
        await using var visit = await Visit.Begin(Server.Address);
        var page = visit.Page;
        await page.GotoAsync(Path);
        await Expect(page.GetByLabel("User name or e-mail")).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync(Admin.Username);
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.TypeAsync(TestUser.Password);
        await page.Keyboard.PressAsync("Enter");
        await Expect(Count(page, "dead")).ToHaveTextAsync("1");

        await page.Locator("[data-count=dead]").FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(Row(page, id)).ToBeVisibleAsync();
        for (var i = 0; i < 20 && await page.EvaluateAsync<string?>("document.activeElement.dataset.action") != "Retry"; i++)
            await page.Keyboard.PressAsync("Tab");
        await Expect(Button(Row(page, id), "Retry")).ToBeFocusedAsync();

        // What is shown anew meanwhile takes nobody's focus away.
        var (summaries, focused) = (0, Button(Row(page, id), "Retry"));
        page.Response += (_, response) => summaries += response.Url.Contains("/summary", StringComparison.Ordinal) ? 1 : 0;
        await Eventually.True(() => summaries >= 2);
        await Expect(focused).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter");
        await Reaches(id, "succeeded");
    }

    [Test]
    public async Task A_server_that_is_away_is_told_and_found_again()
    {
        await using var visit = await SignIn();
        visit.ExpectsRefusals = true;
        var page = visit.Page;
        await Expect(page.Locator("#live")).ToHaveTextAsync("Live");
        await visit.Context.SetOfflineAsync(true);
        await Expect(page.Locator("#live")).ToHaveTextAsync("Not up to date");
        await Expect(page.GetByRole(AriaRole.Status)).ToHaveTextAsync("The server does not answer.");
        await visit.Context.SetOfflineAsync(false);
        await Expect(page.Locator("#live")).ToHaveTextAsync("Live");
        await Expect(page.GetByRole(AriaRole.Status)).ToBeEmptyAsync();
    }
}
