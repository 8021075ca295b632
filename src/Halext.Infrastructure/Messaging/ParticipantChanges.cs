using System.Globalization;
using Halext.Application.Messaging.Presence;
using Halext.Infrastructure.Common.Notifications;

namespace Halext.Infrastructure.Messaging;

/// <summary>
/// Hears who has come into which conversation or gone, whether one by one, with a new conversation, or because it or an account was deleted:
/// a trigger announces it.
/// </summary>
internal sealed class ParticipantChanges(IEnumerable<IParticipantObserver> observers) : INotificationHandler
{
    public string Channel => "halext_participants";

    public void Hear(string payload)
    {
        if (payload.Split(' ') is not [var conversation, var user]
            || !int.TryParse(conversation, NumberStyles.None, CultureInfo.InvariantCulture, out var conversationId)
            || !int.TryParse(user, NumberStyles.None, CultureInfo.InvariantCulture, out var userId))
            return;
        foreach (var observer in observers)
            observer.ParticipantsChanged(conversationId, userId);
    }

    public void Listening(bool isListening)
    {
        if (!isListening)
            return;
        foreach (var observer in observers)
            observer.AnythingMayHaveChanged();
    }
}
