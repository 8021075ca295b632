using Halext.Domain.Common;

namespace Halext.Application.Common.Mail;

/// <summary>A plain-text mail to one person.</summary>
public sealed record Letter(string To, string Subject, string Text);

/// <summary>Where mails go out, after the answer: neither the time nor the failure of a mail server may show in a response.</summary>
public interface IMailQueue
{
    /// <summary>False when no way to send mail is configured.</summary>
    bool CanSend { get; }

    /// <summary>
    /// Sends soon, with a few retries; a letter that cannot be sent is logged. Letters wait in memory: those of a process that dies are
    /// lost, so enqueue only what people can ask for again.
    /// </summary>
    void Enqueue(Letter letter);

    /// <summary>
    /// Hands a letter to the mail server before it returns, once: for jobs, which come again themselves. Needs <see cref="CanSend"/>.
    /// </summary>
    /// <returns>Unavailable when the mail server did not take it.</returns>
    Task<Result<Done>> Deliver(Letter letter, CancellationToken ct);
}
