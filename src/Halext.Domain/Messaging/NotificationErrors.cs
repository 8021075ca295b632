using Halext.Domain.Common;

namespace Halext.Domain.Messaging;

/// <summary>What notifications refuse.</summary>
public static class NotificationErrors
{
    public static Error NotFound(int id) => Error.NotFound("Notification", id);
}
