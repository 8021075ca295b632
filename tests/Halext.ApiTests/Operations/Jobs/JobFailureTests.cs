using System.Text.Json;
using Halext.Application.Common.Jobs;
using Halext.TestKit;
using Halext.TestKit.Jobs;

namespace Halext.ApiTests.Operations.Jobs;

/// <summary>Every way in which a job can go wrong ends where somebody sees it.</summary>
[Parallelizable(ParallelScope.Self)] // Each moves the one clock of their server.
public sealed class JobFailureTests : JobFixture
{
    protected override Dictionary<string, string?> Settings => new() { ["ACCESS_TOKEN_EXPIRE_MINUTES"] = "10000" };

    [Test]
    public async Task What_may_work_later_comes_again_after_its_back_off_and_is_a_dead_letter_after_the_last_attempt()
    {
        var ada = await Server.SignUp("ada");
        var id = await Enqueue(ada, new FailTimes("always", 99, "unavailable"));

        for (var attempt = 1; attempt <= 2; attempt++)
        {
            var failed = await Reaches(ada, id, "retrying", attempt);
            var wait = failed.GetProperty("run_at").GetDateTimeOffset() - Server.Clock.GetUtcNow();
            Assert.That(wait.TotalSeconds, Is.InRange((60 * attempt * 0.8) - 1, 60 * attempt * 1.2), "60 s, then 120 s, and a fifth more or less");
            Server.Clock.Advance(TimeSpan.FromMinutes(3));
        }

        var dead = await Reaches(ada, id, "dead", 3);
        Assert.That(dead.GetProperty("error").GetProperty("code").GetString(), Is.EqualTo("SERVICE_UNAVAILABLE"));
        Assert.That(dead.GetProperty("error").GetProperty("message").GetString(), Is.EqualTo("Nobody is there."));
    }

    [Test]
    public async Task An_exception_that_is_worth_it_is_retried()
    {
        var ada = await Server.SignUp("ada");
        var id = await Enqueue(ada, new FailTimes("twice", 2, "io"));
        await Reaches(ada, id, "retrying", 1);
        Server.Clock.Advance(TimeSpan.FromMinutes(3));
        await Reaches(ada, id, "retrying", 2);
        Server.Clock.Advance(TimeSpan.FromMinutes(3));
        var job = await Reaches(ada, id, "succeeded", 3);
        Assert.That(job.GetProperty("error").ValueKind, Is.EqualTo(JsonValueKind.Null));
    }

    [TestCase("bug", "JOB_EXCEPTION")]
    [TestCase("invalid", "VALIDATION_ERROR")]
    public async Task What_cannot_work_later_is_not_tried_again(string how, string code)
    {
        var ada = await Server.SignUp("ada");
        var dead = await Reaches(ada, await Enqueue(ada, new FailTimes(how, 99, how)), "dead", 1);
        Assert.That(dead.GetProperty("error").GetProperty("code").GetString(), Is.EqualTo(code));
        Assert.That(dead.GetProperty("error").GetProperty("message").GetString(), Does.Not.Contain("thought"), "no internals for owners");
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task What_never_ends_is_stopped_and_its_place_is_free_again(bool listens)
    {
        var ada = await Server.SignUp("ada");
        var dead = await Reaches(ada, await Enqueue(ada, new NeverEnd(listens)), "dead", 1);
        Assert.That(dead.GetProperty("error").GetProperty("code").GetString(), Is.EqualTo("JOB_TIMEOUT"));
        await Reaches(ada, await Enqueue(ada, new WriteDown("after that")), "succeeded");
    }

    [Test]
    public async Task A_job_of_an_account_that_is_gone_or_locked_ends_visibly()
    {
        var (ada, bob) = (await Server.SignUp("ada"), await Server.SignUp("bob"));
        var options = new JobOptions { Delay = TimeSpan.FromMinutes(30) };
        var (ofGone, ofLocked) = (await Enqueue(ada, new WriteDown("gone"), options), await Enqueue(bob, new WriteDown("locked"), options));
        await Ask($"DELETE FROM users WHERE id = {ada.Id}");
        await Ask($"UPDATE users SET is_active = false WHERE id = {bob.Id}");
        Server.Clock.Advance(TimeSpan.FromHours(1));

        foreach (var id in (Guid[])[ofGone, ofLocked])
        {
            await Eventually.True(async () => (string?)await Ask($"SELECT state FROM jobs WHERE id = '{id}'") == "Dead");
            Assert.That(await Ask($"SELECT error_code || attempts FROM jobs WHERE id = '{id}'"), Is.EqualTo("JOB_ACTOR_GONE1"));
        }

        Assert.That(Journal.Lines, Does.Not.Contain("gone").And.Not.Contain("locked"));
    }

    [TestCase("test.renamed", "{}", "JOB_TYPE_UNKNOWN", "test.renamed")]
    [TestCase("test.write", "{}", "JOB_UNREADABLE", "text")]
    [TestCase("test.write", """{"text":null}""", "JOB_UNREADABLE", "text")]
    [TestCase("test.write", """{"text":[1]}""", "JOB_UNREADABLE", "text")]
    [TestCase("test.write", """[]""", "JOB_UNREADABLE", "test.write")]
    public async Task What_this_version_does_not_understand_is_a_dead_letter_that_says_why(string type, string payload, string code, string names)
    {
        var id = Guid.NewGuid();
        await Ask($"""
            INSERT INTO jobs (id, type, payload, state, queue, priority, run_at, attempts, crashes, progress, logs, created_at)
            VALUES ('{id}', '{type}', '{payload}', 'Queued', 'default', 0, '2026-01-01', 0, 0, 0, '[]', '2026-01-01')
            """);
        await Eventually.True(async () => (string?)await Ask($"SELECT state FROM jobs WHERE id = '{id}'") == "Dead");
        Assert.That(await Ask($"SELECT error_code FROM jobs WHERE id = '{id}'"), Is.EqualTo(code));
        Assert.That(await Ask($"SELECT error FROM jobs WHERE id = '{id}'"), Does.Contain(names));
    }

    [Test]
    public async Task Owners_do_not_read_what_code_has_to_do_with_a_request_that_is_not_understood()
    {
        var (ada, id) = (await Server.SignUp("ada"), Guid.NewGuid());
        await Ask($"""
            INSERT INTO jobs (id, type, user_id, payload, state, queue, priority, run_at, attempts, crashes, progress, logs, created_at)
            VALUES ('{id}', 'test.write', {ada.Id}, '[1]', 'Queued', 'default', 0, '2026-01-01', 0, 0, 0, '[]', '2026-01-01')
            """);
        var error = (await Reaches(ada, id, "dead", 1)).GetProperty("error");
        Assert.That(error.GetProperty("code").GetString(), Is.EqualTo("JOB_UNREADABLE"));
        Assert.That(error.GetProperty("message").GetString(), Is.EqualTo("This version of Halext does not understand its stored request."));
        Assert.That(await Ask($"SELECT error FROM jobs WHERE id = '{id}'"), Does.Contain("WriteDown"), "admins do");
    }

    [Test]
    public async Task What_is_meant_for_later_waits_for_its_time()
    {
        var ada = await Server.SignUp("ada");
        var id = await Enqueue(ada, new WriteDown("later"), new JobOptions { RunAt = Server.Clock.GetUtcNow().AddMinutes(50) });
        var now = await Enqueue(ada, new WriteDown("now"));
        await Reaches(ada, now, "succeeded");
        Assert.That((await Get(ada, id)).GetProperty("state").GetString(), Is.EqualTo("scheduled"));

        // A clock that jumps forwards makes it due, and costs nobody else anything.
        Server.Clock.Advance(TimeSpan.FromHours(1));
        await Reaches(ada, id, "succeeded");
        Assert.That((await Get(ada, id)).GetProperty("attempts").GetInt32(), Is.EqualTo(1));
    }

    private static async Task<JsonElement> Reaches(TestUser user, Guid id, string state, int attempts)
    {
        JsonElement job = default;
        await Eventually.True(async () =>
        {
            job = await Get(user, id);
            return job.GetProperty("state").GetString() == state && job.GetProperty("attempts").GetInt32() == attempts;
        });
        return job;
    }
}
