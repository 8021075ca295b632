using System.Collections.Concurrent;
using Halext.Application.Accounts.SignIn;
using Halext.Application.Messaging.Realtime;

namespace Halext.WebApi.Messaging.Realtime;

/// <summary>
/// The open sockets of this node: asks each for a sign of life, and ends those whose session has ended, whichever node it was ended on.
/// </summary>
internal sealed class OpenSockets(SocketHub hub, ICredentialVerifier verifier, IHostApplicationLifetime lifetime, TimeProvider clock) : BackgroundService, IAccountObserver, ISocketStatistics
{
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<SocketSession, bool> _all = new();

    int ISocketStatistics.OpenSockets => _all.Count;

    public IReadOnlyDictionary<string, int> Listeners => hub.Listeners;

    public void Add(SocketSession session) => _all.TryAdd(session, true);

    public void Remove(SocketSession session) => _all.TryRemove(session, out _);

    /// <summary>Looks again at the sessions of somebody whose account, sessions or keys have changed; null means that anything may have.</summary>
    public void AccountChanged(int? userId)
    {
        foreach (var session in _all.Keys.Where(s => s.Actor is { } actor && (userId is null || actor.UserId == userId)))
            _ = EndIfSignedOut(session, lifetime.ApplicationStopping);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Tick, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            var now = clock.GetUtcNow();
            foreach (var session in _all.Keys)
                session.Beat(now);
        }
    }

    private async Task EndIfSignedOut(SocketSession session, CancellationToken ct)
    {
        if (!await verifier.IsStillSignedIn(session.Token!, ct))
            session.End(SocketCodes.NotSignedIn, "signed_out");
    }
}
