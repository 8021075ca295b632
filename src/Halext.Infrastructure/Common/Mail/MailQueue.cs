using System.Threading.Channels;
using Halext.Application.Common.Mail;
using Halext.Domain.Common;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Halext.Infrastructure.Common.Mail;

/// <summary>One way to get a letter out.</summary>
internal interface IMailer
{
    /// <exception cref="IOException">It could not be handed over; trying again may help.</exception>
    Task Send(Letter letter, CancellationToken ct);
}

/// <summary>Sends letters one by one behind the requests that wrote them; see <see cref="IMailQueue"/> for what it promises.</summary>
internal sealed partial class MailQueue(IEnumerable<IMailer> mailers, TimeProvider clock, ILogger<MailQueue> logger) : BackgroundService, IMailQueue
{
    private static readonly TimeSpan[] RetryDelays = [TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(1)];

    private readonly IMailer? _mailer = mailers.SingleOrDefault();
    private readonly Channel<Letter> _letters = Channel.CreateBounded<Letter>(1000);

    public bool CanSend => _mailer is not null;

    public void Enqueue(Letter letter)
    {
        if (!_letters.Writer.TryWrite(letter))
            LogDropped(logger, letter.Subject);
    }

    public async Task<Result<Done>> Deliver(Letter letter, CancellationToken ct)
    {
        try
        {
            await _mailer!.Send(letter, ct);
            return Done.Result;
        }
        catch (IOException e)
        {
            LogRefused(logger, letter.Subject, e);
            return Error.Unavailable(e.Message);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var letter in _letters.Reader.ReadAllAsync(stoppingToken))
            await Send(letter, stoppingToken);
    }

    private async Task Send(Letter letter, CancellationToken ct)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                await _mailer!.Send(letter, ct);
                return;
            }
            catch (IOException e) when (attempt < RetryDelays.Length)
            {
                LogRetry(logger, letter.Subject, e);
                await Task.Delay(RetryDelays[attempt], clock, ct);
            }
            catch (Exception e) when (e is not OperationCanceledException || !ct.IsCancellationRequested)
            {
                // Whatever it was: one letter must not end the queue, and with it the server.
                LogFailed(logger, letter.Subject, e);
                return;
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The mail queue is full; dropped the mail '{Subject}'")]
    private static partial void LogDropped(ILogger logger, string subject);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Could not send the mail '{Subject}'; it will be tried again")]
    private static partial void LogRetry(ILogger logger, string subject, Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Could not send the mail '{Subject}'; whoever wants it sent decides what follows")]
    private static partial void LogRefused(ILogger logger, string subject, Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "Gave up sending the mail '{Subject}'")]
    private static partial void LogFailed(ILogger logger, string subject, Exception exception);
}
