namespace Halext.WebApi.Messaging.Realtime;

/// <summary>Why a socket is closed: RFC 6455 §7.4, and from 4000 on what the clients know.</summary>
internal static class SocketCodes
{
    public const int Normal = 1000;
    public const int GoingAway = 1001;
    public const int UnsupportedData = 1003;
    public const int PolicyViolation = 1008;
    public const int TooBig = 1009;
    public const int InternalError = 1011;
    public const int TryAgainLater = 1013;

    /// <summary>Nobody is signed in, or not any more.</summary>
    public const int NotSignedIn = 4001;

    /// <summary>Somebody is, and this is not theirs.</summary>
    public const int NotYours = 4003;

    public const int Unknown = 4004;
}
