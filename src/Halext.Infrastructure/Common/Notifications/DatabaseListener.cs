using Halext.Infrastructure.Common.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Halext.Infrastructure.Common.Notifications;

/// <summary>Holds the one connection of this node on which it hears what other nodes, or people in the database, announce.</summary>
internal sealed partial class DatabaseListener(
    NpgsqlDataSource dataSource, IEnumerable<INotificationHandler> handlers, HalextSettings settings, TimeProvider clock, ILogger<DatabaseListener> logger) : BackgroundService
{
    /// <summary>What this connection calls itself, so that running nodes can be counted (see <c>halext doctor</c>).</summary>
    public const string ApplicationName = "halext node";

    public const string WorkerName = "halext worker";

    private static readonly TimeSpan PingInterval = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    private readonly Dictionary<string, INotificationHandler> _handlers = handlers.ToDictionary(h => h.Channel);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await Listen(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (e is NpgsqlException or IOException or TimeoutException)
            {
                LogLost(logger, e);
            }

            Tell(isListening: false);
            await Task.Delay(RetryDelay, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task Listen(CancellationToken ct)
    {
        await using var connection = await dataSource.OpenConnectionAsync(ct);
        connection.Notification += (_, e) => _handlers[e.Channel].Hear(e.Payload);
        var channels = string.Concat(_handlers.Keys.Select(channel => $"; LISTEN {channel}"));
        await using (var command = new NpgsqlCommand($"SET application_name = '{(settings.ServesApi ? ApplicationName : WorkerName)}'{channels}", connection))
            await command.ExecuteNonQueryAsync(ct);

        Tell(isListening: true);
        while (true)
        {
            // A connection that died without a word is noticed only by speaking.
            if (await connection.WaitAsync(PingInterval, ct))
                continue;
            await using var ping = new NpgsqlCommand("SELECT 1", connection);
            await ping.ExecuteNonQueryAsync(ct);
        }
    }

    private void Tell(bool isListening)
    {
        foreach (var handler in _handlers.Values)
            handler.Listening(isListening);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Lost the connection on which other nodes are heard; credentials are checked in the database and pushes wait until it is back")]
    private static partial void LogLost(ILogger logger, Exception exception);
}
