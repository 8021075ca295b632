namespace Halext.Domain.Messaging;

/// <summary>An open presence socket; it counts as long as its node lives.</summary>
public sealed class PresenceConnection(Guid id, Guid nodeId, int userId)
{
    public Guid Id { get; private set; } = id;

    public Guid NodeId { get; private set; } = nodeId;

    public int UserId { get; private set; } = userId;
}

/// <summary>A running node, which holds its sockets' places only while it says again and again that it lives.</summary>
public sealed class PresenceNode
{
    /// <summary>How long it is believed. Whoever is killed leaves people online for that long, and until the next look.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(60);

    /// <summary>How often it says so, and looks for others that do not.</summary>
    public static readonly TimeSpan Beat = TimeSpan.FromSeconds(20);

    /// <summary>How long a node that stops keeps its people's places, so that a restart makes nobody blink.</summary>
    public static readonly TimeSpan RestartGrace = TimeSpan.FromSeconds(30);

    public Guid Id { get; private set; }

    public DateTimeOffset ExpiresAt { get; private set; }
}
