using System.Globalization;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Halext.Infrastructure.Accounts;

/// <summary>
/// Hears of accounts, sessions and keys that changed on any node, or by hand in the database: triggers announce them on the channel
/// <see cref="Channel"/> with the user's id.
/// </summary>
internal sealed partial class AccountChangeListener(
    NpgsqlDataSource dataSource, AccountCache cache, TimeProvider clock, ILogger<AccountChangeListener> logger) : BackgroundService
{
    public const string Channel = "halext_account_changed";

    /// <summary>What this connection calls itself, so that running nodes can be counted (see <c>halext doctor</c>).</summary>
    public const string ApplicationName = "halext node";

    private static readonly TimeSpan PingInterval = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

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

            cache.Listening(false);
            await Task.Delay(RetryDelay, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task Listen(CancellationToken ct)
    {
        await using var connection = await dataSource.OpenConnectionAsync(ct);
        connection.Notification += (_, e) =>
        {
            if (int.TryParse(e.Payload, NumberStyles.None, CultureInfo.InvariantCulture, out var userId))
                cache.Forget(userId);
        };
        await using (var command = new NpgsqlCommand($"SET application_name = '{ApplicationName}'; LISTEN {Channel}", connection))
            await command.ExecuteNonQueryAsync(ct);

        cache.Listening(true);
        while (true)
        {
            // A connection that died without a word is noticed only by speaking.
            if (await connection.WaitAsync(PingInterval, ct))
                continue;
            await using var ping = new NpgsqlCommand("SELECT 1", connection);
            await ping.ExecuteNonQueryAsync(ct);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Lost the connection that announces account changes; credentials are checked in the database until it is back")]
    private static partial void LogLost(ILogger logger, Exception exception);
}
