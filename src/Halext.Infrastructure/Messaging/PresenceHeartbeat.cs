using System.Collections.Concurrent;
using System.Data.Common;
using System.Threading.Channels;
using Halext.Application.Common.Messaging;
using Halext.Application.Messaging.Presence;
using Halext.Domain.Messaging;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Halext.Infrastructure.Messaging;

/// <summary>
/// Keeps this node's word in the database: that it lives, which of its presence sockets were closed, and when people were last heard. An
/// outage delays that.
/// </summary>
internal sealed partial class PresenceHeartbeat(
    IServiceScopeFactory scopes, IHostApplicationLifetime lifetime, TimeProvider clock, ILogger<PresenceHeartbeat> logger) : BackgroundService, IPresenceNode
{
    private static readonly TimeSpan OutageDelay = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<Guid, int> _open = new();
    private readonly ConcurrentDictionary<int, DateTimeOffset> _heard = new();
    /// <summary>A socket that is counted anew (<see cref="BeatPresence"/>) while it is closed must not stay counted.</summary>
    private readonly SemaphoreSlim _oneAtATime = new(1);

    private readonly Channel<Guid> _closed = Channel.CreateUnbounded<Guid>(new UnboundedChannelOptions { SingleReader = true });

    public Guid Id { get; } = Guid.NewGuid();

    public void Opened(Guid connectionId, int userId) => _open[connectionId] = userId;

    public void Closed(Guid connectionId)
    {
        _open.TryRemove(connectionId, out _);

        // A node that stops leaves its people's places to its lease, within which they come back.
        if (!lifetime.ApplicationStopping.IsCancellationRequested)
            _closed.Writer.TryWrite(connectionId);
    }

    public void Heard(int userId) => _heard[userId] = clock.GetUtcNow();

    /// <summary>Says that this node lives, and ends the presence of those whose node does not.</summary>
    public async Task Beat(CancellationToken ct)
    {
        var heard = new Dictionary<int, DateTimeOffset>();
        foreach (var userId in _heard.Keys)
        {
            if (_heard.TryRemove(userId, out var at))
                heard[userId] = at;
        }

        await _oneAtATime.WaitAsync(ct);
        try
        {
            await Send(new BeatPresence(Id, new Dictionary<Guid, int>(_open), heard), ct);
        }
        finally
        {
            _oneAtATime.Release();
        }

        while (await Send(new SweepPresence(), ct) == SweepPresence.Max)
        {
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        try
        {
            await Send(new EndPresenceNode(Id), cancellationToken);
        }
        catch (Exception e) when (IsOutage(e))
        {
            LogOutage(logger, e);
        }
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(BeatOn(stoppingToken), TellClosed(stoppingToken));

    private async Task BeatOn(CancellationToken ct)
    {
        using var timer = new PeriodicTimer(PresenceNode.Beat, clock);
        do
        {
            try
            {
                await Beat(ct);
            }
            catch (Exception e) when (IsOutage(e))
            {
                LogOutage(logger, e);
            }
        }
        while (await timer.WaitForNextTickAsync(ct));
    }

    private async Task TellClosed(CancellationToken ct)
    {
        var closed = new List<Guid>();
        while (await _closed.Reader.WaitToReadAsync(ct))
        {
            while (closed.Count < LeavePresence.Max && _closed.Reader.TryRead(out var one))
                closed.Add(one);
            while (!await TryTell(closed, ct))
                await Task.Delay(OutageDelay, clock, ct);
            closed.Clear();
        }
    }

    private async Task<bool> TryTell(List<Guid> closed, CancellationToken ct)
    {
        await _oneAtATime.WaitAsync(ct);
        try
        {
            await Send(new LeavePresence(closed), ct);
            return true;
        }
        catch (Exception e) when (IsOutage(e))
        {
            LogOutage(logger, e);
            return false;
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    public override void Dispose()
    {
        base.Dispose();
        _oneAtATime.Dispose();
    }

    /// <exception cref="InvalidOperationException">It was refused, which only a race that is lost again and again can cause.</exception>
    private async Task<T> Send<T>(IUseCase<T> useCase, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        return (await scope.ServiceProvider.GetRequiredService<ISender>().Send(useCase, ct)).Value;
    }

    private static bool IsOutage(Exception e) => e is DbException or DbUpdateException or IOException or TimeoutException or InvalidOperationException;

    [LoggerMessage(Level = LogLevel.Warning, Message = "Who is there could not be written down; it is tried again")]
    private static partial void LogOutage(ILogger logger, Exception exception);
}
