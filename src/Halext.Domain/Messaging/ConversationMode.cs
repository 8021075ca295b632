namespace Halext.Domain.Messaging;

/// <summary>What a conversation is for, as clients show it; it changes nothing in what is allowed.</summary>
public enum ConversationMode
{
    /// <summary>One person, thinking aloud or with the assistant.</summary>
    Solo,

    /// <summary>Two people.</summary>
    Partner,

    /// <summary>Several people.</summary>
    Group,

    /// <summary>Several people and the assistant work towards one goal.</summary>
    HiveMind,
}
