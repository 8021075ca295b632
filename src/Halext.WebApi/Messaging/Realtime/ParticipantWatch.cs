using System.Threading.Channels;
using Halext.Application.Messaging.Presence;

namespace Halext.WebApi.Messaging.Realtime;

/// <summary>
/// Takes sockets out of conversations that their owners are no longer in. Usually the event that says so has done it by then; but events can
/// be missed, and rows can be deleted without any.
/// </summary>
internal sealed partial class ParticipantWatch(OpenSockets sockets, TimeProvider clock, ILogger<ParticipantWatch> logger) : BackgroundService, IParticipantObserver
{
    /// <summary>The event comes first when it comes: it tells more.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(500);

    /// <summary>Null means that anything may have changed.</summary>
    private readonly Channel<(int ConversationId, int UserId)?> _changes =
        Channel.CreateUnbounded<(int, int)?>(new UnboundedChannelOptions { SingleReader = true });

    public void ParticipantsChanged(int conversationId, int userId) => _changes.Writer.TryWrite((conversationId, userId));

    public void AnythingMayHaveChanged() => _changes.Writer.TryWrite(null);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var failed = new HashSet<(SocketSession, int)>();
        while (failed.Count > 0 || await _changes.Reader.WaitToReadAsync(stoppingToken))
        {
            var changes = new HashSet<(int ConversationId, int UserId)?>();
            while (_changes.Reader.TryRead(out var change))
                changes.Add(change);
            await Task.Delay(Patience, clock, stoppingToken);
            var concerned = changes.Count == 0 ? [] : sockets.All.SelectMany(s => s.Conversations.Select(id => (Socket: s, ConversationId: id))
                .Where(c => changes.Contains(null) || changes.Contains((c.ConversationId, s.Actor!.UserId))));
            failed = await LookAgain([.. concerned, .. failed], stoppingToken);
        }
    }

    /// <summary>One behind the other: thousands of questions at once would take the database away from everybody else.</summary>
    /// <returns>Those that could not be looked at.</returns>
    private async Task<HashSet<(SocketSession Socket, int ConversationId)>> LookAgain(HashSet<(SocketSession Socket, int ConversationId)> concerned, CancellationToken ct)
    {
        var failed = new HashSet<(SocketSession, int)>();
        foreach (var (socket, conversationId) in concerned.Where(c => c.Socket.Conversations.Contains(c.ConversationId)))
        {
            try
            {
                await socket.LookAgain(conversationId, ct);
            }
            catch (Exception e) when (!ct.IsCancellationRequested)
            {
                LogUnknown(logger, e, conversationId);
                failed.Add((socket, conversationId));
            }
        }

        return failed;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Whether a socket may still listen to conversation {ConversationId} could not be found out; it is tried again")]
    private static partial void LogUnknown(ILogger logger, Exception exception, int conversationId);
}
