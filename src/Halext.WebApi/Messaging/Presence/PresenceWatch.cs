using System.Collections.Concurrent;
using System.Threading.Channels;
using Halext.Application.Messaging.Presence;

namespace Halext.WebApi.Messaging.Presence;

/// <summary>Lets this node's presence sockets look around when somebody came into a conversation or went, on whichever node.</summary>
internal sealed partial class PresenceWatch(TimeProvider clock, ILogger<PresenceWatch> logger) : BackgroundService, IParticipantObserver
{
    private static readonly TimeSpan OutageDelay = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<PresenceSocket, bool> _all = new();

    /// <summary>Null means that anything may have changed.</summary>
    private readonly Channel<(int ConversationId, int UserId)?> _changes =
        Channel.CreateUnbounded<(int, int)?>(new UnboundedChannelOptions { SingleReader = true });

    public void Add(PresenceSocket socket) => _all.TryAdd(socket, true);

    public void Remove(PresenceSocket socket) => _all.TryRemove(socket, out _);

    public void ParticipantsChanged(int conversationId, int userId) => _changes.Writer.TryWrite((conversationId, userId));

    public void AnythingMayHaveChanged() => _changes.Writer.TryWrite(null);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var failed = new HashSet<PresenceSocket>();
        while (true)
        {
            // Whoever could not look is not forgotten, and keeps nobody else from looking.
            if (failed.Count > 0)
                await Task.Delay(OutageDelay, clock, stoppingToken);
            else
                await _changes.Reader.WaitToReadAsync(stoppingToken);

            // Several changes at once, such as a new conversation of many, let each socket look once.
            var concerned = failed.Where(_all.ContainsKey).ToHashSet();
            while (_changes.Reader.TryRead(out var change))
                concerned.UnionWith(change is var (conversationId, userId) ? _all.Keys.Where(s => s.IsConcernedBy(conversationId, userId)) : _all.Keys);
            failed.Clear();
            foreach (var socket in concerned)
            {
                try
                {
                    await socket.LookAround(stoppingToken);
                }
                catch (Exception e) when (!stoppingToken.IsCancellationRequested)
                {
                    LogOutage(logger, e);
                    failed.Add(socket);
                }
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A presence socket could not find out whom it may see; it tries again")]
    private static partial void LogOutage(ILogger logger, Exception exception);
}
