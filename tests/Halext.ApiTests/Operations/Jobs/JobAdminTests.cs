using System.Text.Json;
using Halext.Application.Common.Jobs;
using Halext.TestKit;
using Halext.TestKit.Jobs;

namespace Halext.ApiTests.Operations.Jobs;

public sealed class JobAdminTests : JobFixture
{
    protected override Dictionary<string, string?> Settings => new() { ["JOBS_SCHEDULER"] = "true" };

    [Test]
    public async Task Dead_letters_are_listed_retried_and_dropped()
    {
        var (admin, ada) = (await Admin(), await Server.SignUp("ada"));
        var id = await Enqueue(ada, new FailTimes("admin", 1, "bug"));
        await Reaches(ada, id, "dead");

        var row = (await admin.Client.Get($"/admin/jobs/?state=dead&type=test.fail&user_id={ada.Id}").ShouldBeOk()).EnumerateArray().Single();
        Assert.That(row.GetProperty("error").GetString(), Is.EqualTo("InvalidOperationException: Nobody thought of this."));
        var details = await admin.Client.Get($"/admin/jobs/{id}").ShouldBeOk();
        Assert.That(details.GetProperty("payload").GetProperty("key").GetString(), Is.EqualTo("admin"));

        await admin.Client.PostJson($"/admin/jobs/{id}/retry", new { }).ShouldBeNoContent();
        Assert.That((await Reaches(ada, id, "succeeded")).GetProperty("attempts").GetInt32(), Is.EqualTo(1));
        await admin.Client.PostJson($"/admin/jobs/{id}/retry", new { }).ShouldFail(409, "CONFLICT");
        await admin.Client.Delete($"/admin/jobs/{id}").ShouldFail(409, "CONFLICT");

        var other = await Enqueue(ada, new FailTimes("dropped", 9, "invalid"));
        await Reaches(ada, other, "dead");
        await admin.Client.Delete($"/admin/jobs/{other}").ShouldBeNoContent();
        await admin.Client.Get($"/admin/jobs/{other}").ShouldFail(404, "RESOURCE_NOT_FOUND");
    }

    [Test]
    public async Task A_paused_queue_gives_nothing_until_it_goes_on()
    {
        var (admin, ada) = (await Admin(), await Server.SignUp("ada"));
        var options = new JobOptions { Queue = "slow" };
        await admin.Client.PutJson("/admin/jobs/queues/slow", new { is_paused = true }).ShouldBeNoContent();
        await admin.Client.PutJson("/admin/jobs/queues/slow", new { is_paused = true }).ShouldBeNoContent();
        var held = await Enqueue(ada, new WriteDown("held"), options);
        await Reaches(ada, await Enqueue(ada, new WriteDown("passes")), "succeeded");

        var slow = (await admin.Client.Get("/admin/jobs/queues").ShouldBeOk()).EnumerateArray().Single(q => q.GetProperty("name").GetString() == "slow");
        Assert.That((slow.GetProperty("is_paused").GetBoolean(), slow.GetProperty("queued").GetInt32()), Is.EqualTo((true, 1)));
        Assert.That((await Get(ada, held)).GetProperty("state").GetString(), Is.EqualTo("queued"));

        await admin.Client.PutJson("/admin/jobs/queues/slow", new { is_paused = false }).ShouldBeNoContent();
        await Reaches(ada, held, "succeeded");
    }

    [Test]
    public async Task Recurring_jobs_are_seen_paused_and_triggered()
    {
        var admin = await Admin();
        JsonElement Find(JsonElement list) => list.EnumerateArray().Single(r => r.GetProperty("name").GetString() == "accounts.delete-expired");
        async Task<JsonElement> Listed() => Find(await admin.Client.Get("/admin/jobs/recurring").ShouldBeOk());
        await Eventually.True(async () => (await Listed()).GetProperty("next_run_at").GetString() == "2026-03-03T03:15:00Z");

        await admin.Client.PutJson("/admin/jobs/recurring/accounts.delete-expired", new { is_paused = true }).ShouldBeNoContent();
        Assert.That((await Listed()).GetProperty("is_paused").GetBoolean(), Is.True);
        await admin.Client.PutJson("/admin/jobs/recurring/accounts.delete-expired", new { is_paused = false }).ShouldBeNoContent();
        Assert.That((await Listed()).GetProperty("is_paused").GetBoolean(), Is.False);
        await admin.Client.PutJson("/admin/jobs/recurring/nothing", new { is_paused = true }).ShouldFail(404, "RESOURCE_NOT_FOUND");

        await Ask($"INSERT INTO password_resets (user_id, token_hash, expires_at) VALUES ({admin.Id}, 'x', '2026-03-02T08:00:00Z')");
        var id = (await admin.Client.PostJson("/admin/jobs/recurring/accounts.delete-expired/trigger", new { }).ShouldBeOk()).GetProperty("id").GetGuid();
        await Eventually.True(async () => (await admin.Client.Get($"/admin/jobs/{id}").ShouldBeOk()).GetProperty("state").GetString() == "succeeded");
        Assert.That((await admin.Client.Get($"/admin/jobs/{id}").ShouldBeOk()).GetProperty("result").GetProperty("deleted").GetInt32(), Is.EqualTo(1));
        await admin.Client.PostJson("/admin/jobs/recurring/test.write/trigger", new { }).ShouldFail(404, "RESOURCE_NOT_FOUND");
    }

    [Test]
    public async Task Types_and_workers_are_seen()
    {
        var admin = await Admin();
        var types = await admin.Client.Get("/admin/jobs/types").ShouldBeOk();
        Assert.That(types.EnumerateArray().Select(t => t.GetProperty("name").GetString()), Does.Contain("operations.forget-jobs").And.Contain("test.write"));
        await Eventually.True(async () => (await admin.Client.Get("/admin/jobs/workers").ShouldBeOk()).GetArrayLength() == 1);
    }

    [Test]
    public async Task Only_admins_get_in_and_bad_filters_are_named()
    {
        var (admin, ada) = (await Admin(), await Server.SignUp("ada"));
        foreach (var path in (string[])["", "types", "workers", "queues", "recurring", Guid.NewGuid().ToString()])
            await ada.Client.Get("/admin/jobs/" + path).ShouldFail(403, "FORBIDDEN");
        await ada.Client.PutJson("/admin/jobs/queues/slow", new { is_paused = true }).ShouldFail(403, "FORBIDDEN");
        await ada.Client.PostJson("/admin/jobs/recurring/accounts.delete-expired/trigger", new { }).ShouldFail(403, "FORBIDDEN");
        await admin.Client.Get("/admin/jobs/?limit=0").ShouldFail(422, "VALIDATION_ERROR", "limit");
        await admin.Client.Get("/admin/jobs/?state=nonsense").ShouldFail(422, "VALIDATION_ERROR", "state");
    }

    [TestCase("queues/default")]
    [TestCase("recurring/accounts.delete-expired")]
    public async Task What_does_not_say_whether_to_pause_changes_nothing(string what)
    {
        var admin = await Admin();
        await admin.Client.PutJson("/admin/jobs/" + what, new { }).ShouldFail(422, "VALIDATION_ERROR", "is_paused");
        await admin.Client.PutJson("/admin/jobs/" + what, new { paused = true }).ShouldFail(422, "VALIDATION_ERROR", "is_paused");
    }

    [TestCase("defualt")]
    [TestCase("a%2Fb")]
    public async Task Queues_that_nobody_uses_cannot_be_paused(string name)
    {
        var admin = await Admin();
        await admin.Client.PutJson("/admin/jobs/queues/" + name, new { is_paused = true }).ShouldFail(404, "RESOURCE_NOT_FOUND");
        await admin.Client.PutJson("/admin/jobs/queues/" + name, new { is_paused = false }).ShouldFail(404, "RESOURCE_NOT_FOUND");
        Assert.That((await admin.Client.Get("/admin/jobs/queues").ShouldBeOk()).GetRawText(), Does.Not.Contain(name).And.Not.Contain("a/b"));
    }

    [Test]
    public async Task What_nobody_schedules_cannot_be_triggered()
    {
        var admin = await Admin();
        await admin.Client.PostJson("/admin/jobs/recurring/operations.backup/trigger", new { }).ShouldFail(404, "RESOURCE_NOT_FOUND");
        Assert.That(await Ask("SELECT count(*) FROM jobs WHERE type = 'operations.backup'"), Is.Zero);
    }

    [Test]
    public async Task An_admin_cancels_anybodys_job()
    {
        var (admin, ada) = (await Admin(), await Server.SignUp("ada"));
        var id = await Enqueue(ada, new WriteDown("never"), new JobOptions { Delay = TimeSpan.FromDays(1) });
        await admin.Client.PostJson($"/admin/jobs/{id}/cancel", new { }).ShouldBeNoContent();
        await Reaches(ada, id, "cancelled");
    }

    private async Task<TestUser> Admin()
    {
        var admin = await Server.SignUp("admin");
        await Server.MakeAdmin(admin);
        return admin;
    }
}
