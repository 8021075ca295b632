using System.Threading.Channels;
using Halext.Infrastructure.Common.Notifications;

namespace Halext.Infrastructure.Operations.Jobs;

/// <summary>Hears from the database that jobs were added, and which of them somebody wants cancelled.</summary>
internal sealed class JobSignal(RunningJobs running) : INotificationHandler
{
    private readonly Channel<bool> _wakings = System.Threading.Channels.Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    public string Channel => "halext_jobs";

    public void Wake() => _wakings.Writer.TryWrite(true);

    public void Hear(string payload)
    {
        if (Guid.TryParse(payload, out var cancelled))
            running.Cancel(cancelled);
        else
            Wake();
    }

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
