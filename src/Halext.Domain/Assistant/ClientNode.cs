using System.Globalization;

namespace Halext.Domain.Assistant;

/// <summary>What a node speaks.</summary>
public enum NodeType
{
    Ollama,
    OpenWebUi,
}

/// <summary>How a node was when it was last looked at.</summary>
public enum NodeStatus
{
    /// <summary>Nobody has looked yet.</summary>
    Unknown,
    Online,

    /// <summary>It does not take connections.</summary>
    Offline,
    Timeout,

    /// <summary>It answers, but not as it should.</summary>
    Error,
}

/// <summary>A machine with models that an administrator registered, for themselves or for everybody.</summary>
public sealed class ClientNode
{
    public const int NameMaxLength = 100;
    public const int HostnameMaxLength = 253;
    public const int DefaultPort = 11434;
    public const int MetadataMax = 50;
    public const int MetadataKeyMaxLength = 100;
    public const int MetadataValueMaxLength = 1_000;
    public const int ModelsMax = 500;

    /// <summary>A node that was not reached now but was this long ago keeps its place in lists of models.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromMinutes(30);

    private ClientNode(int ownerId, string name, NodeType type, string hostname, int port, bool isPublic, DateTimeOffset createdAt)
    {
        (OwnerId, Name, Type, Hostname, Port, IsPublic, CreatedAt) = (ownerId, name, type, hostname, port, isPublic, createdAt);
        IsActive = true;
    }

    public int Id { get; private set; }

    public int OwnerId { get; private set; }

    public string Name { get; private set; }

    public NodeType Type { get; private set; }

    public string Hostname { get; private set; }

    public int Port { get; private set; }

    public bool IsActive { get; private set; }

    /// <summary>Whether others than its owner may use it.</summary>
    public bool IsPublic { get; private set; }

    public NodeStatus Status { get; private set; }

    public DateTimeOffset? LastSeenAt { get; private set; }

    /// <summary>What it had when it was last reached.</summary>
    public IReadOnlyList<string> Models { get; private set; } = [];

    public int? LastResponseMs { get; private set; }

    /// <summary>The administrator's own notes.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; private set; } = new Dictionary<string, string>();

    /// <summary>What opens it, where it wants a key; encrypted for its owner and address.</summary>
    public string? ProtectedKey { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    public string BaseUrl => AddressOf(Hostname, Port);

    public static ClientNode Create(
        int ownerId, string name, NodeType type, string hostname, int port, bool isPublic, IReadOnlyDictionary<string, string> metadata, DateTimeOffset now) =>
        new(ownerId, name.Trim(), type, hostname.Trim().ToLowerInvariant(), port, isPublic, now) { Metadata = metadata };

    /// <summary>Whether a text is the name or address of a machine, and nothing more: no scheme, path, port or user.</summary>
    public static bool IsHostname(string? text) =>
        text?.Trim() is { Length: > 0 and <= HostnameMaxLength } host && Uri.CheckHostName(host) is not (UriHostNameType.Unknown or UriHostNameType.Basic);

    public static string AddressOf(string hostname, int port) =>
        string.Create(CultureInfo.InvariantCulture, $"http://{(hostname.Contains(':', StringComparison.Ordinal) ? $"[{hostname.Trim('[', ']')}]" : hostname)}:{port}");

    public void Rename(string name) => Name = name.Trim();

    public void Activate(bool isActive) => IsActive = isActive;

    public void Publish(bool isPublic) => IsPublic = isPublic;

    public void Annotate(IReadOnlyDictionary<string, string> metadata) => Metadata = metadata;

    /// <summary>Puts another key in the place of the one that there is, or none.</summary>
    public void Rekey(string? protectedKey) => ProtectedKey = protectedKey;

    /// <summary>Notes that it answered.</summary>
    public void Answered(IReadOnlyList<string> models, TimeSpan after, DateTimeOffset now)
    {
        Status = NodeStatus.Online;
        LastSeenAt = now;
        Models = [.. models.Take(ModelsMax)];
        LastResponseMs = (int)Math.Min(after.TotalMilliseconds, int.MaxValue);
    }

    /// <summary>Notes that it did not; what it had stays known.</summary>
    public void Failed(NodeStatus status) => Status = status;

    /// <summary>Whether it is worth naming in lists of models.</summary>
    public static bool IsListed(NodeStatus status, DateTimeOffset? lastSeenAt, DateTimeOffset now) =>
        status == NodeStatus.Online || lastSeenAt > now - Grace;
}
