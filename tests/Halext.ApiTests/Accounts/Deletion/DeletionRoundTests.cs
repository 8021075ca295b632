using Halext.Application.Accounts.Deletion;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace Halext.ApiTests.Accounts.Deletion;

/// <summary>Moves the clock by months, so each test has a server of its own.</summary>
public sealed class DeletionRoundTests
{
    [Test]
    public async Task Letters_go_out_once_each_and_then_the_account_goes()
    {
        await using var deletion = await DeletionServer.Start();
        var server = deletion.Server;
        var (ada, bob) = (await server.SignUp("ada"), await server.SignUp("bob"));
        await deletion.Request(ada);
        await ada.Client.PostJson("/conversations/", new { title = "Ada's", participant_usernames = new[] { bob.Username } }).ShouldBeOk();

        var letters = new List<string>();
        var passed = 0;
        foreach (var day in new[] { 1, 59, 60, 61, 82, 83, 84, 89 })
        {
            server.Clock.Advance(TimeSpan.FromDays(day - passed));
            passed = day;
            for (var i = 0; i < 2; i++)
            {
                var (round, _) = await deletion.Round();
                Assert.That((round.Deleted, round.Kept, round.Failed), Is.EqualTo((0, 0, 0)));
                if (round.Letters > 0)
                    letters.Add($"{day}: {deletion.Mailer.To(ada)[^1].Subject}");
            }
        }

        Assert.That(letters, Is.EqualTo(new[]
        {
            "60: Your Halext account is going to be deleted in 30 days",
            "83: Your Halext account is going to be deleted in 7 days",
        }));
        Assert.That(await deletion.Exists(ada), Is.True);

        server.Clock.Advance(TimeSpan.FromDays(1));
        Assert.That((await deletion.Round()).Round, Is.EqualTo(new DeletionRoundDto(0, 1, 0, 0)));
        Assert.That((await deletion.Exists(ada), await deletion.Exists(bob)), Is.EqualTo((false, true)));
        Assert.That(await deletion.Ask("SELECT count(*) FROM deletion_requests") is 0L, Is.True);
        Assert.That(await deletion.Ask("SELECT count(*) FROM conversations") is 0L, Is.True);
        Assert.That(
            await deletion.Ask($"SELECT action || ' ' || outcome || ' ' || via || ' ' || (before::json ->> 'username') FROM audit_entries WHERE target_id = '{ada.Id}'"),
            Is.EqualTo($"DeleteDueAccount OK system {ada.Username}"));
        await ada.Client.Get("/users/me/").ShouldFail(401, "UNAUTHORIZED");
        Assert.That(deletion.Mailer.To(bob), Is.Empty);
    }

    [Test]
    public async Task A_letter_whose_sender_died_comes_once_more_and_every_link_works()
    {
        await using var deletion = await DeletionServer.Start();
        var ada = await deletion.Server.SignUp("ada");

        // The mail server has the letter, and nobody notes it.
        deletion.Mailer.Afterwards = _ => throw new InvalidOperationException("The process died.");
        await ada.Client.PostJson("/v1/users/me/delete-request", new { }).ShouldBeOk();
        await Eventually.True(async () => await deletion.Ask("SELECT state FROM jobs WHERE type = 'accounts.send-deletion-letter'") is "Retrying");
        deletion.Mailer.Afterwards = null;
        Assert.That((await deletion.Round()).Round, Is.EqualTo(new DeletionRoundDto(0, 0, 0, 0)), "somebody may be at it");

        deletion.Server.Clock.Advance(TimeSpan.FromMinutes(11));
        Assert.That((await deletion.Round()).Round, Is.EqualTo(new DeletionRoundDto(1, 0, 0, 0)));
        deletion.Server.Clock.Advance(TimeSpan.FromMinutes(11));
        Assert.That((await deletion.Round()).Round, Is.EqualTo(new DeletionRoundDto(0, 0, 0, 0)));
        Assert.That(deletion.Mailer.To(ada), Has.Count.EqualTo(2));

        var token = DeletionServer.TokenIn(deletion.Mailer.To(ada)[0]);
        await deletion.Server.Anonymous().PostJson("/v1/users/me/delete-request/cancel", new { token }).ShouldBeOk();
    }

    [Test]
    public async Task A_deletion_that_dies_on_its_way_leaves_everything_and_is_done_again()
    {
        await using var deletion = await DeletionServer.Start(graceDays: "1");
        var (ada, bob) = (await deletion.Server.SignUp("ada"), await deletion.Server.SignUp("bob"));
        await deletion.Request(ada);
        await deletion.Request(bob);
        await ada.Client.PostJson("/tasks/", new { title = "t" }).ShouldBeOk();
        await deletion.Ask($"""
            CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF OLD.id = {ada.Id} THEN RAISE 'not today'; END IF; RETURN OLD; END $$;
            CREATE TRIGGER refuse BEFORE DELETE ON users FOR EACH ROW EXECUTE FUNCTION refuse();
            """);
        deletion.Server.Clock.Advance(TimeSpan.FromDays(1));

        var (round, logs) = await deletion.Round();
        Assert.That(round, Is.EqualTo(new DeletionRoundDto(0, 1, 0, 1)), "one account does not keep the other");
        Assert.That(logs, Does.Contain($"user {ada.Id}"));
        Assert.That((await deletion.Exists(ada), await deletion.Exists(bob)), Is.EqualTo((true, false)));
        Assert.That(await deletion.Ask($"SELECT count(*) FROM tasks WHERE owner_id = {ada.Id}"), Is.EqualTo(1L));

        await deletion.Ask("DROP TRIGGER refuse ON users");
        Assert.That((await deletion.Round()).Round, Is.EqualTo(new DeletionRoundDto(0, 1, 0, 0)));
        Assert.That((await deletion.Round()).Round, Is.EqualTo(new DeletionRoundDto(0, 0, 0, 0)));
    }

    [Test]
    public async Task Two_workers_at_once_do_everything_once()
    {
        await using var one = await DeletionServer.Start(graceDays: "10");
        await using var two = await DeletionServer.Start(graceDays: "10", database: one.Server.ConnectionString);
        var users = new List<TestUser>();
        for (var i = 0; i < 8; i++)
            users.Add(await one.Server.SignUp("twin"));
        foreach (var user in users)
            await user.Client.PostJson("/v1/users/me/delete-request", new { }).ShouldBeOk();
        await Eventually.True(async () => await one.Ask("SELECT count(*) FROM deletion_requests WHERE settled = 'Confirmation'") is 8L);

        foreach (var (days, expected) in new[] { (3, new DeletionRoundDto(8, 0, 0, 0)), (7, new DeletionRoundDto(0, 8, 0, 0)) })
        {
            one.Server.Clock.Advance(TimeSpan.FromDays(days));
            two.Server.Clock.Advance(TimeSpan.FromDays(days));
            var rounds = await Task.WhenAll(Run(one), Run(two), Run(one), Run(two));
            Assert.That(
                new DeletionRoundDto(rounds.Sum(r => r.Letters), rounds.Sum(r => r.Deleted), rounds.Sum(r => r.Kept), rounds.Sum(r => r.Failed)), Is.EqualTo(expected));
        }

        foreach (var user in users)
            Assert.That(one.Mailer.To(user).Concat(two.Mailer.To(user)).Count(), Is.EqualTo(2));
        Assert.That(await one.Ask("SELECT count(*) FROM audit_entries WHERE action = 'DeleteDueAccount' AND outcome = 'OK'"), Is.EqualTo(8L));

        // Past the queue, which would let one run at a time.
        static async Task<DeletionRoundDto> Run(DeletionServer deletion)
        {
            await using var scope = deletion.Server.Services.CreateAsyncScope();
            scope.ServiceProvider.GetRequiredService<CurrentUser>().Set(Actor.System);
            return (await scope.ServiceProvider.GetRequiredService<ISender>().Send(new DeleteRequestedAccounts(), CancellationToken.None)).Value;
        }
    }

    [Test]
    public async Task A_clock_that_jumps_warns_first_and_deletes_a_week_later()
    {
        await using var deletion = await DeletionServer.Start();
        var ada = await deletion.Server.SignUp("ada");
        await deletion.Request(ada);
        deletion.Server.Clock.Advance(TimeSpan.FromDays(1000));

        Assert.That((await deletion.Round()).Round, Is.EqualTo(new DeletionRoundDto(1, 0, 0, 0)));
        Assert.That(deletion.Mailer.To(ada)[^1].Subject, Does.EndWith("in 7 days"));
        deletion.Server.Clock.Advance(TimeSpan.FromDays(6.9));
        Assert.That((await deletion.Round()).Round, Is.EqualTo(new DeletionRoundDto(0, 0, 0, 0)));
        deletion.Server.Clock.Advance(TimeSpan.FromDays(0.1));
        Assert.That((await deletion.Round()).Round, Is.EqualTo(new DeletionRoundDto(0, 1, 0, 0)));
    }

    [Test]
    public async Task While_no_mail_goes_out_warnings_are_tried_again_and_the_account_goes_at_its_time()
    {
        await using var deletion = await DeletionServer.Start();
        var (ada, bob) = (await deletion.Server.SignUp("ada"), await deletion.Server.SignUp("bob"));
        await deletion.Request(ada);
        await deletion.Request(bob);
        deletion.Mailer.Before = letter =>
        {
            if (letter.To == ada.Email)
                throw new IOException("The mail server did not take the mail.");
        };
        deletion.Server.Clock.Advance(TimeSpan.FromDays(83));

        var (round, logs) = await deletion.Round();
        Assert.That(round, Is.EqualTo(new DeletionRoundDto(1, 0, 0, 1)), "bob has his letter");
        Assert.That(logs, Does.Contain($"user {ada.Id}: The mail server did not take the mail."));
        deletion.Server.Clock.Advance(TimeSpan.FromHours(1));
        Assert.That((await deletion.Round()).Round, Is.EqualTo(new DeletionRoundDto(0, 0, 0, 1)));
        deletion.Mailer.Before = null;
        deletion.Server.Clock.Advance(TimeSpan.FromHours(1));
        Assert.That((await deletion.Round()).Round, Is.EqualTo(new DeletionRoundDto(1, 0, 0, 0)));
        Assert.That(deletion.Mailer.To(ada)[^1].Subject, Does.EndWith("in 7 days"), "a begun day counts");

        deletion.Server.Clock.Advance(TimeSpan.FromDays(7) - TimeSpan.FromHours(2));
        Assert.That((await deletion.Round()).Round, Is.EqualTo(new DeletionRoundDto(0, 2, 0, 0)), "the time promised is kept");
    }

    [Test]
    public async Task A_server_that_sends_no_mail_deletes_all_the_same()
    {
        await using var deletion = await DeletionServer.Start(sendsMail: false);
        var ada = await deletion.Server.SignUp("ada");
        await ada.Client.PostJson("/v1/users/me/delete-request", new { }).ShouldBeOk();
        foreach (var days in new[] { 60, 23, 6 })
        {
            deletion.Server.Clock.Advance(TimeSpan.FromDays(days));
            Assert.That((await deletion.Round()).Round, Is.EqualTo(new DeletionRoundDto(0, 0, 0, 0)));
        }

        deletion.Server.Clock.Advance(TimeSpan.FromDays(1));
        Assert.That((await deletion.Round()).Round, Is.EqualTo(new DeletionRoundDto(0, 1, 0, 0)));
        Assert.That(await deletion.Ask("SELECT count(*) FROM users"), Is.EqualTo(0L));
    }

    [Test]
    public async Task The_last_admin_stays_also_when_asked_for_before()
    {
        await using var deletion = await DeletionServer.Start(graceDays: "1");
        var (ada, bob) = (await deletion.Server.SignUp("ada"), await deletion.Server.SignUp("bob"));
        await deletion.Request(ada);
        await deletion.Server.MakeAdmin(ada);
        deletion.Server.Clock.Advance(TimeSpan.FromDays(1));

        var (round, logs) = await deletion.Round();
        Assert.That(round, Is.EqualTo(new DeletionRoundDto(0, 0, 1, 0)));
        Assert.That(logs, Does.Contain("last admin"));
        Assert.That((await deletion.Round()).Round, Is.EqualTo(new DeletionRoundDto(0, 0, 0, 0)), "not every hour");
        Assert.That(
            await deletion.Ask($"SELECT action || ' ' || outcome FROM audit_entries WHERE target_id = '{ada.Id}'"), Is.EqualTo("DeleteDueAccount LAST_ADMIN"));

        await deletion.Server.MakeAdmin(bob);
        deletion.Server.Clock.Advance(TimeSpan.FromDays(1));
        Assert.That((await deletion.Round()).Round, Is.EqualTo(new DeletionRoundDto(0, 1, 0, 0)));
        Assert.That(await deletion.Exists(ada), Is.False);
    }
}
