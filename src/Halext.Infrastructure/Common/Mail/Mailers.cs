using System.Globalization;
using System.Net;
using System.Net.Mail;
using Halext.Application.Common.Mail;
using Halext.Infrastructure.Common.Configuration;

namespace Halext.Infrastructure.Common.Mail;

/// <summary>For development: each letter becomes a file under <c>mail/</c> in the data directory.</summary>
internal sealed class FileMailer(HalextSettings settings, TimeProvider clock) : IMailer
{
    public async Task Send(Letter letter, CancellationToken ct)
    {
        var directory = Path.Combine(settings.DataDirectory, "mail");
        Directory.CreateDirectory(directory);
        var now = clock.GetUtcNow();
        var name = string.Create(CultureInfo.InvariantCulture, $"{now:yyyyMMdd'T'HHmmssfff}-{Guid.NewGuid():N}.eml");
        var content = string.Create(CultureInfo.InvariantCulture, $"To: {letter.To}\nDate: {now:R}\nSubject: {letter.Subject}\n\n{letter.Text}\n");

        // Under another name until it is whole, for whoever watches the folder.
        var path = Path.Combine(directory, name);
        await File.WriteAllTextAsync(path + ".part", content, ct);
        File.Move(path + ".part", path);
    }
}

/// <summary>Sends through the operator's mail server.</summary>
internal sealed class SmtpMailer(SmtpSettings smtp) : IMailer
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    public async Task Send(Letter letter, CancellationToken ct)
    {
        using var client = new SmtpClient(smtp.Host, smtp.Port) { EnableSsl = smtp.UseTls };
        if (smtp.Username is not null)
            client.Credentials = new NetworkCredential(smtp.Username, smtp.Password);
        using var message = new MailMessage(smtp.From, letter.To, letter.Subject, letter.Text);
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(ct);
        timeout.CancelAfter(Timeout);
        try
        {
            await client.SendMailAsync(message, timeout.Token);
        }
        catch (SmtpException e)
        {
            throw new IOException("The mail server did not take the mail.", e);
        }
        catch (OperationCanceledException e) when (!ct.IsCancellationRequested)
        {
            throw new IOException("The mail server did not answer in time.", e);
        }
    }
}
