using System.Collections.Concurrent;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Realtime;
using Halext.Application.Common.Security;
using Halext.Application.Messaging;
using Halext.Application.Messaging.Generations;
using Halext.Domain.Messaging;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Halext.Infrastructure.Messaging;

/// <summary>
/// Writes this node's answers, each in a session of its own, shows that it is alive, and hears when one shall stop. When the server stops,
/// what is being written ends as far as it is.
/// </summary>
internal sealed partial class GenerationRunner(
    IServiceScopeFactory scopes, IRealtimeFeed feed, IHostApplicationLifetime lifetime, TimeProvider clock, ILogger<GenerationRunner> logger)
    : BackgroundService, IGenerationRunner
{
    private const int MaxPerPerson = 10;
    private const int Max = 500;

    private readonly ConcurrentDictionary<Guid, Running> _running = new();
    private readonly CancellationTokenSource _ended = new();

    /// <summary>Whose the taken places are; it guards itself.</summary>
    private readonly List<int> _taken = [];

    public IGenerationPlace? Reserve(int userId)
    {
        lock (_taken)
        {
            if (_taken.Count >= Max || _taken.Count(id => id == userId) >= MaxPerPerson)
                return null;
            _taken.Add(userId);
        }

        return new Place(this, userId);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await _ended.CancelAsync();
        await Task.WhenAll(_running.Values.Select(Task (r) => r.Writing)).WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public override void Dispose()
    {
        base.Dispose();
        _ended.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Requests wait for their answers, and the server waits for its requests before it stops anything else.
        await using var stopping = lifetime.ApplicationStopping.UnsafeRegister(_ => _ended.Cancel(), null);
        await Task.WhenAll(HearStops(stoppingToken), ShowLife(stoppingToken));
    }

    private Task<WrittenAnswer> Start(Guid id, Actor actor, Place place)
    {
        var stop = CancellationTokenSource.CreateLinkedTokenSource(_ended.Token);

        // Nothing of the request goes along: not its cancellation, and not its trace, which ends before this does.
        using var _ = ExecutionContext.SuppressFlow();
        var running = _running[id] = new Running(stop);
        return running.Writing = Task.Run(() => Write(id, actor, stop, place), CancellationToken.None);
    }

    private async Task<WrittenAnswer> Write(Guid id, Actor actor, CancellationTokenSource stop, Place place)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            scope.ServiceProvider.GetRequiredService<CurrentUser>().Set(actor);
            var written = await scope.ServiceProvider.GetRequiredService<ISender>().Send(new WriteAnswer(id), stop.Token);
            if (!written.Failed)
                return written.Value;
            LogRefused(logger, id, written.Error.Code);
        }
        catch (Exception e)
        {
            // It is found as lost, and ended, a minute later.
            LogFailed(logger, e, id);
        }
        finally
        {
            _running.TryRemove(id, out var _);
            stop.Dispose();
            place.Free();
        }

        return new WrittenAnswer(null);
    }

    private async Task HearStops(CancellationToken ct)
    {
        using var stops = feed.Listen(Topics.Generations, _ => true);
        await foreach (var heard in stops.Heard.ReadAllAsync(ct))
        {
            foreach (var (id, running) in _running.Where(r => heard.Data.Contains(r.Key.ToString(), StringComparison.Ordinal)))
                running.Cancel();
        }
    }

    private async Task ShowLife(CancellationToken ct)
    {
        using var timer = new PeriodicTimer(Generation.SignOfLife, clock);
        while (await timer.WaitForNextTickAsync(ct))
        {
            try
            {
                await using var scope = scopes.CreateAsyncScope();
                await ShowLife(scope.ServiceProvider.GetRequiredService<IMessagingDb>(), ct);
                await scope.ServiceProvider.GetRequiredService<ISender>().Send(new EndLostGenerations(), ct);
            }
            catch (Exception e) when (!ct.IsCancellationRequested)
            {
                LogOutage(logger, e);
            }
        }
    }

    /// <summary>Also stops those whose wish to stop was not heard, and those that were taken for dead.</summary>
    private async Task ShowLife(IMessagingDb db, CancellationToken ct)
    {
        var ids = _running.Keys.ToList();
        if (ids.Count == 0)
            return;
        var now = clock.GetUtcNow();
        await db.Generations.Where(g => ids.Contains(g.Id) && g.State == GenerationState.Running).ExecuteUpdateAsync(set => set.SetProperty(g => g.AliveAt, now), ct);
        foreach (var id in await db.Generations.Where(g => ids.Contains(g.Id) && (g.StopRequestedAt != null || g.State != GenerationState.Running)).Select(g => g.Id).ToListAsync(ct))
        {
            if (_running.TryGetValue(id, out var running))
                running.Cancel();
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The answer {GenerationId} could not be written")]
    private static partial void LogFailed(ILogger logger, Exception exception, Guid generationId);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The answer {GenerationId} was refused: {Code}")]
    private static partial void LogRefused(ILogger logger, Guid generationId, string code);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The database could not be told which answers are being written")]
    private static partial void LogOutage(ILogger logger, Exception exception);

    private sealed class Place(GenerationRunner runner, int userId) : IGenerationPlace
    {
        private bool _isUsed;

        public Task<WrittenAnswer> Start(Guid id, Actor actor)
        {
            _isUsed = true;
            return runner.Start(id, actor, this);
        }

        public void Free()
        {
            lock (runner._taken)
                runner._taken.Remove(userId);
        }

        public void Dispose()
        {
            if (!_isUsed)
                Free();
        }
    }

    private sealed class Running(CancellationTokenSource stop)
    {
        public Task<WrittenAnswer> Writing { get; set; } = Task.FromResult(new WrittenAnswer(null));

        /// <summary>It may end by itself at the same moment.</summary>
        public void Cancel()
        {
            try
            {
                stop.Cancel();
            }
            catch (ObjectDisposedException)
            {
            }
        }
    }
}
