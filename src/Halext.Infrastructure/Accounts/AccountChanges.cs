using System.Globalization;
using Halext.Application.Accounts.SignIn;
using Halext.Infrastructure.Common.Notifications;

namespace Halext.Infrastructure.Accounts;

/// <summary>
/// Hears of accounts, sessions and keys that changed on any node, or by hand in the database: triggers announce them with the user's id.
/// </summary>
internal sealed class AccountChanges(AccountCache cache, IEnumerable<IAccountObserver> observers) : INotificationHandler
{
    public string Channel => "halext_account_changed";

    public void Hear(string payload)
    {
        if (!int.TryParse(payload, NumberStyles.None, CultureInfo.InvariantCulture, out var userId))
            return;
        cache.Forget(userId);
        Tell(userId);
    }

    public void Listening(bool isListening)
    {
        cache.Listening(isListening);
        if (isListening)
            Tell(null);
    }

    private void Tell(int? userId)
    {
        foreach (var observer in observers)
            observer.AccountChanged(userId);
    }
}
