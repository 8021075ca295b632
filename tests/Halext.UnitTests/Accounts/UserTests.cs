using FsCheck.Fluent;
using Halext.Domain.Accounts;
using Halext.Domain.Common;

namespace Halext.UnitTests.Accounts;

public sealed class UserTests
{
    private static readonly DateTimeOffset Now = FixedClock.Start;
    private static readonly DateTimeOffset Later = Now.AddHours(1);

    [TestCase("ada", true)]
    [TestCase("ada.lovelace-1815_x", true)]
    [TestCase("Ада", true)]
    [TestCase("ada@example.org", true, TestName = "The account's own address is a valid user name")]
    [TestCase("ADA@Example.ORG", true, TestName = "The account's own address is a valid user name in any case")]
    [TestCase("eve@example.org", false, TestName = "Another person's address is no valid user name")]
    [TestCase("@", false)]
    [TestCase("", false)]
    [TestCase(" ", false)]
    [TestCase("a b", false)]
    [TestCase("a\tb", false)]
    [TestCase("a b", false, TestName = "A no-break space is white space")]
    [TestCase("a\u0007b", false)]
    [TestCase("a,b", false)]
    [TestCase("a/b", false)]
    [TestCase("a\\b", false)]
    public void A_user_name_fits_into_paths_and_lists_and_is_nobody_elses_address(string username, bool isValid) =>
        Assert.That(User.IsValidUsername(username, "ada@example.org"), Is.EqualTo(isValid));

    [TestCase(254, true)]
    [TestCase(255, false)]
    public void A_user_name_has_at_most_254_characters(int length, bool isValid) =>
        Assert.That(User.IsValidUsername(new string('a', length), "ada@example.org"), Is.EqualTo(isValid));

    [TestCase("ada@example.org", true)]
    [TestCase("a@b", true)]
    [TestCase("ada+tag@example.org", true)]
    [TestCase("", false)]
    [TestCase("ada", false)]
    [TestCase("@example.org", false)]
    [TestCase("ada@", false)]
    [TestCase("ada@example@org", false)]
    [TestCase("ada @example.org", false)]
    [TestCase("ada@example.org\r\nBcc: eve@example.org", false)]
    [TestCase("ada@example.org\0", false)]
    [TestCase("ada@example.org,eve", false)]
    [TestCase("ada@example.org;eve", false)]
    [TestCase("<ada@example.org>", false)]
    [TestCase("\"ada\"@example.org", false)]
    public void An_address_has_one_at_sign_and_nothing_that_a_mail_header_reads(string email, bool isValid) =>
        Assert.That(User.IsValidEmail(email), Is.EqualTo(isValid));

    [TestCase(254, true)]
    [TestCase(255, false)]
    public void An_address_has_at_most_254_characters(int length, bool isValid) =>
        Assert.That(User.IsValidEmail(new string('a', length - 2) + "@b"), Is.EqualTo(isValid));

    [Test]
    public void No_valid_user_name_with_an_at_sign_is_the_key_of_another_address() =>
        Prop.ForAll(Properties.Texts("aA@. "), Properties.Texts("aA@. "), (name, email) =>
            !User.IsValidUsername(name, email) || !name.Contains('@', StringComparison.Ordinal) || User.ToKey(name) == User.ToKey(email)).Holds();

    [Test]
    public void A_key_is_trimmed_and_lower_case_and_its_own_key()
    {
        Assert.That(User.ToKey("  Ada@Example.ORG "), Is.EqualTo("ada@example.org"));
        Prop.ForAll(Properties.Texts("aAİß "), name => User.ToKey(User.ToKey(name)) == User.ToKey(name)).Holds();
    }

    [TestCase(null)]
    [TestCase("")]
    [TestCase("  ")]
    public void A_blank_full_name_is_none(string? fullName)
    {
        var user = User.Register("ada", "ada@example.org", "hash", fullName, Now);
        Assert.That(user.FullName, Is.Null);
    }

    [Test]
    public void A_new_account_is_active_and_plain()
    {
        var user = User.Register("Ada", "Ada@Example.org", "hash", " Ada Lovelace ", Now);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(user.Username, Is.EqualTo("Ada"));
            Assert.That(user.UsernameKey, Is.EqualTo("ada"));
            Assert.That(user.EmailKey, Is.EqualTo("ada@example.org"));
            Assert.That(user.FullName, Is.EqualTo("Ada Lovelace"));
            Assert.That(user.IsActive, Is.True);
            Assert.That(user.IsAdmin, Is.False);
            Assert.That(user.CreatedAt, Is.EqualTo(Now));
            Assert.That(user.LockedFor(Now), Is.Null);
        }
    }

    [Test]
    public void Another_address_leaves_a_user_name_that_is_none()
    {
        var user = User.Register("ada", "ada@example.org", "hash", null, Now);
        user.ChangeEmail("Ada@New.org", Later);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(user.Email, Is.EqualTo("Ada@New.org"));
            Assert.That(user.EmailKey, Is.EqualTo("ada@new.org"));
            Assert.That(user.Username, Is.EqualTo("ada"));
            Assert.That(user.UsernameKey, Is.EqualTo("ada"));
            Assert.That(user.UpdatedAt, Is.EqualTo(Later));
        }
    }

    [Test]
    public void A_user_name_that_is_the_address_follows_it()
    {
        var user = User.Register("ADA@example.org", "ada@example.org", "hash", null, Now);
        user.ChangeEmail("Ada@New.org", Later);
        Assert.That(user.Username, Is.EqualTo("Ada@New.org"));
        Assert.That(user.UsernameKey, Is.EqualTo("ada@new.org"));
    }

    [Test]
    public void A_profile_change_touches_only_what_it_mentions()
    {
        var user = User.Register("ada", "ada@example.org", "hash", "Ada", Now);
        user.ChangeProfile(default, Later);
        Assert.That(user.FullName, Is.EqualTo("Ada"));
        Assert.That(user.UpdatedAt, Is.EqualTo(Now));

        user.ChangeProfile(new Optional<string?>(null), Later);
        Assert.That(user.FullName, Is.Null);
        Assert.That(user.UpdatedAt, Is.EqualTo(Later));
    }

    [Test]
    public void Another_password_ends_every_token_and_the_lockout()
    {
        var user = User.Register("ada", "ada@example.org", "hash", null, Now);
        Lock(user, Later);
        var stamp = user.SecurityStamp;

        user.ChangePassword("other", Now);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(user.PasswordHash, Is.EqualTo("other"));
            Assert.That(user.SecurityStamp, Is.Not.EqualTo(stamp));
            Assert.That(user.FailedSignIns, Is.Zero);
            Assert.That(user.LockedFor(Now), Is.Null);
            Assert.That(user.UpdatedAt, Is.EqualTo(Now));
        }
    }

    [Test]
    public void A_lockout_counts_down_and_ends_at_its_instant()
    {
        var user = User.Register("ada", "ada@example.org", "hash", null, Now);
        Lock(user, Later);
        Assert.That(user.LockedFor(Now), Is.EqualTo(TimeSpan.FromHours(1)));
        Assert.That(user.LockedFor(Later.AddTicks(-1)), Is.EqualTo(TimeSpan.FromTicks(1)));
        Assert.That(user.LockedFor(Later), Is.Null);
    }

    [Test]
    public void Two_accounts_do_not_share_a_stamp() =>
        Assert.That(
            User.Register("a", "a@b", "hash", null, Now).SecurityStamp,
            Is.Not.EqualTo(User.Register("a", "a@b", "hash", null, Now).SecurityStamp));

    // In production the database counts failures and locks, in one statement.
    private static void Lock(User user, DateTimeOffset until)
    {
        typeof(User).GetProperty(nameof(User.LockedUntil))!.SetValue(user, until);
        typeof(User).GetProperty(nameof(User.FailedSignIns))!.SetValue(user, 3);
    }
}
