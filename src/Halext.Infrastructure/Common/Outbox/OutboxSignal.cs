using System.Threading.Channels;
using Halext.Infrastructure.Common.Notifications;

namespace Halext.Infrastructure.Common.Outbox;

/// <summary>Wakes the dispatcher: from this node at once, from other nodes by NOTIFY.</summary>
internal sealed class OutboxSignal : INotificationHandler
{
    private readonly Channel<bool> _wakings = System.Threading.Channels.Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    public string Channel => "halext_outbox";

    public void Wake() => _wakings.Writer.TryWrite(true);

    public void Hear(string payload) => Wake();

    public void Listening(bool isListening) => Wake();

    /// <summary>Waits until there may be something to do, or for as long as this.</summary>
    public async Task Wait(TimeSpan atMost, TimeProvider clock, CancellationToken ct)
    {
        using var timeout = new CancellationTokenSource(atMost, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, ct);
        try
        {
            await _wakings.Reader.ReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            // Time is up.
        }
    }
}
