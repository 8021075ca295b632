namespace Halext.Domain.Messaging;

/// <summary>What somebody shows of being there.</summary>
public enum PresenceStatus
{
    /// <summary>Not there; or, when it is chosen, not to be seen.</summary>
    Offline,

    Online,

    Away,

    Busy,
}
