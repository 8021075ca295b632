using Halext.Application.Common.Jobs;
using Halext.Application.Common.Security;
using Halext.Infrastructure.Common.Data;
using Halext.TestKit;
using Halext.TestKit.Jobs;
using Microsoft.Extensions.DependencyInjection;

namespace Halext.ApiTests.Operations.Jobs;

public sealed class JobTests : JobFixture
{
    [Test]
    public async Task A_job_runs_on_its_owners_behalf_and_keeps_its_result()
    {
        var ada = await Server.SignUp("ada");
        var id = await Enqueue(ada, new WriteDown("hello"));

        var job = await Reaches(ada, id, "succeeded");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(job.GetProperty("result").GetProperty("text").GetString(), Is.EqualTo("hello"));
            Assert.That(job.GetProperty("result").GetProperty("user_id").GetInt32(), Is.EqualTo(ada.Id));
            Assert.That(job.GetProperty("progress").GetInt32(), Is.EqualTo(100));
            Assert.That(job.GetProperty("attempts").GetInt32(), Is.EqualTo(1));
            Assert.That(job.GetProperty("logs")[0].GetString(), Is.EqualTo("writing hello"));
            Assert.That(job.GetProperty("finished_at").GetString(), Is.Not.Null);
            Assert.That(Journal.Lines.Count(l => l == "hello"), Is.EqualTo(1));
        }

        Assert.That((await ada.Client.Get($"/v1/jobs/{id}").ShouldBeOk()).GetProperty("type").GetString(), Is.EqualTo("test.write"));
    }

    [Test]
    public async Task Nobody_else_sees_or_cancels_it()
    {
        var (ada, bob) = (await Server.SignUp("ada"), await Server.SignUp("bob"));
        var id = await Enqueue(ada, new WriteDown("private"), new JobOptions { Delay = TimeSpan.FromDays(1) });

        await bob.Client.Get($"/jobs/{id}").ShouldFail(404, "RESOURCE_NOT_FOUND");
        await bob.Client.Get($"/v1/jobs/{id}").ShouldFail(404, "RESOURCE_NOT_FOUND");
        await bob.Client.PostJson($"/jobs/{id}/cancel", new { }).ShouldFail(404, "RESOURCE_NOT_FOUND");
        await Server.Anonymous().Get($"/jobs/{id}").ShouldFail(401, "UNAUTHORIZED");
        await ada.Client.Get($"/jobs/{Guid.NewGuid()}").ShouldFail(404, "RESOURCE_NOT_FOUND");
        await ada.Client.Get("/jobs/17").ShouldFail(404, "RESOURCE_NOT_FOUND");
    }

    [Test]
    public async Task It_exists_with_the_callers_commit_and_not_without()
    {
        var ada = await Server.SignUp("ada");
        await using var scope = Server.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentUser>().Set(new Actor(ada.Id, false, null));
        var queue = scope.ServiceProvider.GetRequiredService<IJobQueue>();
        var db = scope.ServiceProvider.GetRequiredService<HalextDb>();

        var forgotten = await queue.Enqueue(new WriteDown("never saved"), null, CancellationToken.None);
        db.Reset();
        Guid undone, done;
        await using (var transaction = await db.BeginTransactionAsync(CancellationToken.None))
        {
            undone = await queue.Enqueue(new WriteDown("rolled back"), null, CancellationToken.None);
            await db.SaveChangesAsync();
            await transaction.RollbackAsync();
        }

        db.Reset();
        await using (var transaction = await db.BeginTransactionAsync(CancellationToken.None))
        {
            done = await queue.Enqueue(new WriteDown("committed"), null, CancellationToken.None);
            await db.SaveChangesAsync();
            await ada.Client.Get($"/jobs/{done}").ShouldFail(404, "RESOURCE_NOT_FOUND");
            await transaction.CommitAsync();
        }

        await Reaches(ada, done, "succeeded");
        await ada.Client.Get($"/jobs/{forgotten}").ShouldFail(404, "RESOURCE_NOT_FOUND");
        await ada.Client.Get($"/jobs/{undone}").ShouldFail(404, "RESOURCE_NOT_FOUND");
        Assert.That(Journal.Lines, Does.Not.Contain("rolled back").And.Not.Contain("never saved"));
    }

    [Test]
    public async Task Rights_are_those_of_the_moment_when_it_runs()
    {
        var ada = await Server.SignUp("ada");
        var refused = await Enqueue(ada, new WriteDownAsAdmin("too early"));
        Assert.That((await Reaches(ada, refused, "dead")).GetProperty("error").GetProperty("code").GetString(), Is.EqualTo("FORBIDDEN"));

        await Server.MakeAdmin(ada);
        await Reaches(ada, await Enqueue(ada, new WriteDownAsAdmin("as an admin")), "succeeded");
        Assert.That(Journal.Lines, Does.Contain("as an admin").And.Not.Contain("too early"));
    }

    [Test]
    public async Task It_can_be_cancelled_while_it_waits_and_while_it_runs_but_not_afterwards()
    {
        var ada = await Server.SignUp("ada");
        var waiting = await Enqueue(ada, new WriteDown("cancelled"), new JobOptions { Delay = TimeSpan.FromHours(1) });
        Assert.That((await Get(ada, waiting)).GetProperty("state").GetString(), Is.EqualTo("scheduled"));
        await ada.Client.PostJson($"/jobs/{waiting}/cancel", new { }).ShouldBeNoContent();
        Assert.That((await Get(ada, waiting)).GetProperty("state").GetString(), Is.EqualTo("cancelled"));

        var running = await Enqueue(ada, new WaitForGate("to be cancelled"));
        await Eventually.True(() => Journal.CountOf("to be cancelled") == 1);
        await ada.Client.PostJson($"/v1/jobs/{running}/cancel", new { }).ShouldBeNoContent();
        await Reaches(ada, running, "cancelled");
        await ada.Client.PostJson($"/jobs/{running}/cancel", new { }).ShouldFail(409, "CONFLICT");
    }

    [Test]
    public async Task Progress_and_end_are_told_and_pushed_to_its_owner()
    {
        var ada = await Server.SignUp("ada");
        await using var socket = await TestSocket.Connect(Server, "/v1/realtime/ws", ada.AccessToken);
        await socket.Receive("connection");
        var id = await Enqueue(ada, new WaitForGate("progress"));

        var push = await socket.Receive("event");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(push.GetProperty("event").GetString(), Is.EqualTo("job"));
            Assert.That(push.GetProperty("data").GetProperty("id").GetString(), Is.EqualTo(id.ToString()));
            Assert.That(push.GetProperty("data").GetProperty("state").GetString(), Is.EqualTo("running"));
            Assert.That(push.GetProperty("data").GetProperty("progress").GetInt32(), Is.EqualTo(40));
            Assert.That((await Get(ada, id)).GetProperty("progress_text").GetString(), Is.EqualTo("waiting"));
        }

        Journal.Gate("progress").SetResult();
        var end = await socket.Receive("event");
        Assert.That(end.GetProperty("data").GetProperty("state").GetString(), Is.EqualTo("succeeded"));
    }

    [Test]
    public async Task Under_a_unique_key_there_is_one_that_waits_or_runs()
    {
        var ada = await Server.SignUp("ada");
        var options = new JobOptions { UniqueKey = "once" };
        var first = await Enqueue(ada, new WaitForGate("unique"), options);
        Assert.That(await Enqueue(ada, new WaitForGate("unique"), options), Is.EqualTo(first));
        Journal.Gate("unique").SetResult();
        await Reaches(ada, first, "succeeded");
        Assert.That(await Enqueue(ada, new WaitForGate("unique"), options), Is.Not.EqualTo(first));
    }

    [Test]
    public async Task Under_a_concurrency_key_one_runs_at_a_time()
    {
        var ada = await Server.SignUp("ada");
        var options = new JobOptions { ConcurrencyKey = "one-by-one" };
        var first = await Enqueue(ada, new WaitForGate("first of two"), options);
        await Eventually.True(() => Journal.CountOf("first of two") == 1);
        var second = await Enqueue(ada, new WaitForGate("second of two"), options);

        // Somebody else passes the one that has to wait.
        await Reaches(ada, await Enqueue(ada, new WriteDown("passes"), new JobOptions { Queue = "slow" }), "succeeded");
        Assert.That((await Get(ada, second)).GetProperty("state").GetString(), Is.EqualTo("queued"));

        Journal.Gate("second of two").SetResult();
        Journal.Gate("first of two").SetResult();
        await Reaches(ada, first, "succeeded");
        await Reaches(ada, second, "succeeded");
    }
}
