using Halext.Application.Common.Realtime;
using Halext.Domain.Workbench;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Workbench.Completions;

/// <summary>A stream without a conversation while it runs: stored, so that every node can name it, and listening for its owner's wish to cancel it.</summary>
internal sealed class OpenStream : IAsyncDisposable
{
    /// <summary>Whoever listened may be gone; the row is deleted all the same, but not waited for without end.</summary>
    private static readonly TimeSpan CloseTimeout = TimeSpan.FromSeconds(5);

    private readonly ChatStream _row;
    private readonly IWorkbenchDb _db;
    private readonly TimeProvider _clock;
    private readonly IRealtimeSubscription _orders;
    private readonly CancellationTokenSource _lifetime;
    private readonly CancellationTokenSource _stop;
    private readonly Task _hearing;

    private OpenStream(ChatStream row, IWorkbenchDb db, IRealtimeFeed feed, TimeProvider clock, CancellationToken ct)
    {
        (_row, _db, _clock) = (row, db, clock);
        _lifetime = new CancellationTokenSource(ChatStream.Lifetime, clock);
        _stop = CancellationTokenSource.CreateLinkedTokenSource(_lifetime.Token, ct);
        var name = row.Id.ToString();
        _orders = feed.Listen(Topics.ChatStreams(row.UserId), order => order.Data.Contains(name, StringComparison.Ordinal));
        _hearing = Hear();
    }

    /// <summary>Ends with the request, with the stream's lifetime, or when it is cancelled.</summary>
    public CancellationToken Token => _stop.Token;

    public bool IsCancelled { get; private set; }

    public static async Task<OpenStream> Begin(ChatStream row, IWorkbenchDb db, IRealtimeFeed feed, TimeProvider clock, CancellationToken ct)
    {
        // Listens first: whoever finds the row is heard.
        var open = new OpenStream(row, db, feed, clock, ct);
        try
        {
            db.ChatStreams.Add(row);
            await db.SaveChangesAsync(ct);
            return open;
        }
        catch
        {
            await open.Close();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Close();
        using var timeout = new CancellationTokenSource(CloseTimeout);
        var old = _clock.GetUtcNow() - ChatStream.Lifetime;
        await _db.ChatStreams.Where(s => s.Id == _row.Id || (s.UserId == _row.UserId && s.StartedAt < old)).ExecuteDeleteAsync(timeout.Token);
    }

    private async Task Close()
    {
        await _stop.CancelAsync();
        await _hearing;
        _orders.Dispose();
        _stop.Dispose();
        _lifetime.Dispose();
    }

    private async Task Hear()
    {
        try
        {
            await _orders.Heard.ReadAsync(_stop.Token);
            IsCancelled = true;
            await _stop.CancelAsync();
        }
        catch (OperationCanceledException)
        {
            // It ended by itself.
        }
    }
}
