using Halext.Domain.Accounts;

namespace Halext.UnitTests.Accounts;

public sealed class DeletionRequestTests
{
    private static readonly DateTimeOffset Start = FixedClock.Start;

    [TestCase(90, new[] { 0, 60, 83 })]
    [TestCase(31, new[] { 0, 1, 24 })]
    [TestCase(30, new[] { 0, 23 })]
    [TestCase(8, new[] { 0, 1 })]
    [TestCase(7, new[] { 0 })]
    [TestCase(1, new[] { 0 })]
    public void Letters_go_out_at_the_beginning_and_as_far_before_the_end_as_there_is_room_for(int days, int[] lettersOnDay)
    {
        var deletion = DeletionRequest.Make(1, TimeSpan.FromDays(days), Start);
        var sent = new List<int>();
        for (var day = 0; day < days; day++)
        {
            var now = Start.AddDays(day);
            Assert.That(deletion.IsDue(now), Is.False);
            if (deletion.LetterDue(now) is not { } letter)
                continue;
            sent.Add(day);
            deletion.Try(letter, now);
            deletion.Settle(letter);
            Assert.That(deletion.LetterDue(now), Is.Null, "each once");
        }

        Assert.That(sent, Is.EqualTo(lettersOnDay));
        Assert.That((deletion.ScheduledFor, deletion.ActAt), Is.EqualTo((Start.AddDays(days), Start.AddDays(days))));
        Assert.That(deletion.IsDue(Start.AddDays(days)), Is.True);
    }

    [Test]
    public void There_is_always_something_to_look_at_when_a_letter_is_due()
    {
        var deletion = DeletionRequest.Make(1, TimeSpan.FromDays(90), Start);
        foreach (var expected in new[] { Start, Start.AddDays(60), Start.AddDays(83) })
        {
            Assert.That(deletion.ActAt, Is.EqualTo(expected));
            Assert.That(deletion.LetterDue(expected.AddTicks(-1)), Is.Null);
            var letter = deletion.LetterDue(expected)!.Value;
            deletion.Try(letter, expected);
            deletion.Settle(letter);
        }
    }

    [Test]
    public void Of_several_letters_that_are_due_only_the_latest_is_sent()
    {
        var deletion = DeletionRequest.Make(1, TimeSpan.FromDays(90), Start);
        Assert.That(deletion.LetterDue(Start.AddDays(70)), Is.EqualTo(DeletionLetter.FirstWarning));
        Assert.That(deletion.LetterDue(Start.AddDays(85)), Is.EqualTo(DeletionLetter.LastWarning));
    }

    [TestCase(83, 90)]
    [TestCase(86, 93)]
    [TestCase(400, 407)]
    public void After_the_last_warning_was_tried_seven_days_remain(int triedOnDay, int deletedOnDay)
    {
        var deletion = DeletionRequest.Make(1, TimeSpan.FromDays(90), Start);
        var now = Start.AddDays(triedOnDay);
        Assert.That(deletion.IsDue(now), Is.False, "nothing is deleted before the last warning was tried");
        deletion.Try(DeletionLetter.LastWarning, now);
        Assert.That(deletion.ScheduledFor, Is.EqualTo(Start.AddDays(deletedOnDay)));
        Assert.That(deletion.IsDue(deletion.ScheduledFor.AddTicks(-1)), Is.False);
        Assert.That(deletion.IsDue(deletion.ScheduledFor), Is.True, "also when it could not be sent");
    }

    [Test]
    public void A_letter_that_could_not_be_sent_comes_again_and_puts_nothing_off()
    {
        var deletion = DeletionRequest.Make(1, TimeSpan.FromDays(90), Start);
        deletion.Try(DeletionLetter.LastWarning, Start.AddDays(83));
        for (var now = Start.AddDays(83).AddHours(1); now < Start.AddDays(90); now = now.AddHours(1))
        {
            Assert.That(deletion.LetterDue(now), Is.EqualTo(DeletionLetter.LastWarning));
            deletion.Try(DeletionLetter.LastWarning, now);
            Assert.That(deletion.LetterDue(now.AddMinutes(9)), Is.Null, "somebody is at it");
        }

        Assert.That(deletion.ScheduledFor, Is.EqualTo(Start.AddDays(90)));
        Assert.That((deletion.IsDue(Start.AddDays(90)), deletion.LetterDue(Start.AddDays(90))), Is.EqualTo((true, (DeletionLetter?)null)), "then the account goes");
    }

    [Test]
    public void A_clock_that_is_set_back_does_nothing()
    {
        var deletion = DeletionRequest.Make(1, TimeSpan.FromDays(90), Start);
        deletion.Try(DeletionLetter.Confirmation, Start);
        deletion.Settle(DeletionLetter.Confirmation);
        Assert.That((deletion.IsDue(Start.AddYears(-1)), deletion.LetterDue(Start.AddYears(-1))), Is.EqualTo((false, (DeletionLetter?)null)));
    }

    [Test]
    public void A_short_time_without_any_letter_deletes_nothing()
    {
        var deletion = DeletionRequest.Make(1, TimeSpan.FromDays(3), Start);
        var late = Start.AddDays(30);
        Assert.That((deletion.IsDue(late), deletion.LetterDue(late)), Is.EqualTo((false, (DeletionLetter?)DeletionLetter.Confirmation)));
        deletion.Try(DeletionLetter.Confirmation, late);
        deletion.Settle(DeletionLetter.Confirmation);
        Assert.That(deletion.IsDue(late), Is.True);
    }

    [TestCase(0.0, 90)]
    [TestCase(0.1, 90)]
    [TestCase(1.0, 89)]
    [TestCase(89.9, 1)]
    [TestCase(90.0, 0)]
    [TestCase(91.0, 0)]
    public void Begun_days_count(double passed, int left) =>
        Assert.That(DeletionRequest.Make(1, TimeSpan.FromDays(90), Start).DaysLeft(Start.AddDays(passed)), Is.EqualTo(left));

    [Test]
    public void An_admin_cannot_ask_and_nobody_asks_twice()
    {
        var user = User.Register("ada", "ada@example.org", "", null, Start);
        user.MakeAdmin(Start);
        Assert.That(user.RequestDeletion(TimeSpan.FromDays(90), Start).Error, Is.EqualTo(AccountErrors.AdminAccount));
        user.RevokeAdmin(Start);
        var first = user.RequestDeletion(TimeSpan.FromDays(90), Start).Value;
        Assert.That(user.RequestDeletion(TimeSpan.FromDays(90), Start.AddDays(1)).Value, Is.SameAs(first));
    }
}
