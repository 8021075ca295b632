using System.Collections.Concurrent;
using Halext.Application.Accounts.SignIn;
using Halext.Application.Messaging.Realtime;
using Halext.WebApi.Messaging.Presence;

namespace Halext.WebApi.Messaging.Realtime;

/// <summary>
/// The open sockets of this node: asks each for a sign of life, and ends those whose session has ended, whichever node it was ended on.
/// </summary>
internal sealed partial class OpenSockets(
    SocketHub hub, ICredentialVerifier verifier, IHostApplicationLifetime lifetime, TimeProvider clock, ILogger<OpenSockets> logger)
    : BackgroundService, IAccountObserver, ISocketStatistics
{
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<SocketSession, bool> _all = new();

    int ISocketStatistics.OpenSockets => _all.Count;

    public IReadOnlyDictionary<string, int> Listeners => hub.Listeners;

    public IReadOnlyDictionary<int, int> Rooms => _all.Keys.OfType<ConversationSocket>().Where(s => s.Room is not null).CountBy(s => s.Room!.Value).ToDictionary();

    public int PresenceSockets => _all.Keys.OfType<PresenceSocket>().Count();

    public IEnumerable<SocketSession> All => _all.Keys;

    public void Add(SocketSession session) => _all.TryAdd(session, true);

    public void Remove(SocketSession session) => _all.TryRemove(session, out _);

    /// <summary>Looks again at the sessions of somebody whose account, sessions or keys have changed; null means that anything may have.</summary>
    public void AccountChanged(int? userId) =>
        _ = EndSignedOut([.. _all.Select(s => s.Key).Where(s => s.Actor is { } actor && (userId is null || actor.UserId == userId))], lifetime.ApplicationStopping);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Tick, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            var now = clock.GetUtcNow();
            foreach (var (session, _) in _all)
                session.Beat(now);
        }
    }

    /// <summary>One behind the other: thousands of questions at once would take the database away from everybody else.</summary>
    private async Task EndSignedOut(List<SocketSession> sessions, CancellationToken ct)
    {
        try
        {
            foreach (var session in sessions)
            {
                if (!await verifier.IsStillSignedIn(session.Token!, ct))
                    session.End(SocketCodes.NotSignedIn, "signed_out");
            }
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // All sockets end with the server.
        }
        catch (Exception e)
        {
            // Whoever cannot be looked at is not let on: they connect again when it is possible again.
            LogUnknown(logger, e, sessions.Count);
            foreach (var session in sessions)
                session.End(SocketCodes.TryAgainLater, "sign_in_unknown");
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Whether the owners of {Count} sockets are still signed in could not be found out; the sockets are closed")]
    private static partial void LogUnknown(ILogger logger, Exception exception, int count);
}
