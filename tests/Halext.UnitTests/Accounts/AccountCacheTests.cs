using Halext.Infrastructure.Accounts;
using Microsoft.Extensions.Options;

namespace Halext.UnitTests.Accounts;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class AccountCacheTests : IDisposable
{
    private static readonly AccountState Ada = new(IsActive: true, IsAdmin: false, Guid.Empty, []);

    private readonly FixedClock _clock = new();
    private readonly AccountCache _cache;

    public AccountCacheTests() => _cache = new AccountCache(Options.Create(new AccountCacheOptions()), _clock);

    public void Dispose() => _cache.Dispose();

    [Test]
    public void Nothing_is_kept_while_changes_are_not_heard()
    {
        _cache.Keep(1, Ada, _cache.Version);
        Assert.That(_cache.Get<AccountState>(1), Is.Null);

        _cache.Listening(true);
        Assert.That(_cache.Get<AccountState>(1), Is.Null, "what came before stays unknown");
        _cache.Keep(1, Ada, _cache.Version);
        Assert.That(_cache.Get<AccountState>(1), Is.SameAs(Ada));
    }

    [Test]
    public void Everything_is_forgotten_when_hearing_ends_and_when_it_begins_again()
    {
        _cache.Listening(true);
        var version = _cache.Version;
        _cache.Keep(1, Ada, version);
        _cache.Keep("token", Ada, version);

        _cache.Listening(false);
        Assert.That(_cache.Get<AccountState>(1), Is.Null);
        Assert.That(_cache.Get<AccountState>("token"), Is.Null);

        _cache.Listening(true);
        _cache.Keep(1, Ada, version);
        Assert.That(_cache.Get<AccountState>(1), Is.Null, "what was loaded before the gap may have changed within it");
    }

    [Test]
    public void A_change_forgets_its_account_and_no_other()
    {
        _cache.Listening(true);
        _cache.Keep(1, Ada, _cache.Version);
        _cache.Keep(2, Ada, _cache.Version);

        _cache.Forget(1);
        Assert.That(_cache.Get<AccountState>(1), Is.Null);
        Assert.That(_cache.Get<AccountState>(2), Is.SameAs(Ada));
    }

    [Test]
    public void What_was_loaded_before_a_change_is_not_kept_after_it()
    {
        _cache.Listening(true);
        var version = _cache.Version;
        _cache.Forget(1);
        _cache.Keep(1, Ada, version);
        Assert.That(_cache.Get<AccountState>(1), Is.Null);
    }

    [Test]
    public void A_change_in_the_very_moment_of_keeping_wins()
    {
        // The clock is asked between the look at the version and the storing.
        var clock = new InterruptingClock();
        using var cache = new AccountCache(Options.Create(new AccountCacheOptions()), clock);
        cache.Listening(true);
        clock.Interrupt = () => cache.Forget(1);
        cache.Keep(1, Ada, cache.Version);
        Assert.That(clock.Interrupt, Is.Null, "it was asked");
        Assert.That(cache.Get<AccountState>(1), Is.Null);
    }

    [Test]
    public void Nothing_is_remembered_for_longer_than_a_minute()
    {
        _cache.Listening(true);
        _cache.Keep(1, Ada, _cache.Version);
        _clock.Advance(TimeSpan.FromSeconds(59));
        Assert.That(_cache.Get<AccountState>(1), Is.SameAs(Ada));
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.That(_cache.Get<AccountState>(1), Is.Null);
    }

    private sealed class InterruptingClock : TimeProvider
    {
        public Action? Interrupt { get; set; }

        public override DateTimeOffset GetUtcNow()
        {
            var interrupt = Interrupt;
            Interrupt = null;
            interrupt?.Invoke();
            return FixedClock.Start;
        }
    }
}
