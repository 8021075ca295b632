using Halext.Application.Accounts.SignIn;
using Halext.Application.Operations.Server;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;

namespace Halext.Infrastructure.Accounts;

/// <summary>What decides over an account's credentials.</summary>
internal sealed record AccountState(bool IsActive, bool IsAdmin, Guid SecurityStamp, IReadOnlyList<Guid> RevokedSessions);

/// <summary>
/// Remembers accounts, API keys and checked tokens for <see cref="EntryLifetime"/>. The database announces every change of an account to
/// every node (triggers and NOTIFY, see <see cref="AccountChanges"/>); while a node cannot hear it, it remembers nothing.
/// </summary>
internal sealed class AccountCache(IOptions<AccountCacheOptions> options, TimeProvider clock) : IAccountCache, IClearableCache, IDisposable
{
    private static readonly TimeSpan EntryLifetime = TimeSpan.FromMinutes(1);

    private readonly MemoryCache _entries = new(new MemoryCacheOptions
    {
        SizeLimit = options.Value.SizeLimit,
        Clock = new CacheClock(clock),
    });

    private volatile bool _isListening;
    private long _version;

    /// <summary>Grows with every change heard of. What was loaded under an older version must not be kept.</summary>
    public long Version => Interlocked.Read(ref _version);

    public void Forget(int userId)
    {
        Interlocked.Increment(ref _version);
        _entries.Remove(userId);
    }

    /// <summary>Tells whether changes made elsewhere are heard; forgets everything when they were not.</summary>
    public void Listening(bool isListening)
    {
        _isListening = isListening;
        Interlocked.Increment(ref _version);
        _entries.Clear();
    }

    public int Clear()
    {
        Interlocked.Increment(ref _version);
        var count = _entries.Count;
        _entries.Clear();
        return count;
    }

    /// <summary>What was kept under a user's id, a token or a key.</summary>
    public T? Get<T>(object key)
        where T : class => _entries.Get<T>(key);

    /// <summary>Remembers what was loaded, unless something changed since then.</summary>
    public void Keep<T>(object key, T value, long loadedUnder)
        where T : class
    {
        if (!_isListening || loadedUnder != Version)
            return;
        _entries.Set(key, value, new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = EntryLifetime });

        // A change between the look and the storing has found nothing to forget.
        if (loadedUnder != Version)
            _entries.Remove(key);
    }

    public void Dispose() => _entries.Dispose();

    private sealed class CacheClock(TimeProvider clock) : Microsoft.Extensions.Internal.ISystemClock
    {
        public DateTimeOffset UtcNow => clock.GetUtcNow();
    }
}

internal sealed class AccountCacheOptions
{
    /// <summary>Entries, of which an active user has about two.</summary>
    public int SizeLimit { get; set; } = 50_000;
}
