namespace Halext.Application.Common.Realtime;

/// <summary>Pushes to the open sockets of every node. Nothing waits for them: who is not connected learns by asking.</summary>
public interface IRealtime
{
    /// <summary>
    /// Pushes to whoever listens to a topic, in order within the topic. For five minutes it is kept for sockets that come back.
    /// </summary>
    /// <param name="topic">See <see cref="Topics"/>.</param>
    /// <param name="type">What it is, such as <c>message</c>.</param>
    /// <param name="data">Its content, written as JSON by the wire's policy.</param>
    /// <param name="ct">Ends the wait for the database.</param>
    Task Publish(string topic, string type, object data, CancellationToken ct);

    /// <summary>Pushes something that means nothing a moment later (typing): it is not kept. At most 7,000 bytes.</summary>
    Task PublishFleeting(string topic, string type, object data, CancellationToken ct);
}

/// <summary>The names of topics. Whoever opens one checks who may listen.</summary>
public static class Topics
{
    /// <summary>Everybody.</summary>
    public const string All = "all";

    /// <summary>One person, on all their sockets.</summary>
    public static string User(int userId) => $"user:{userId}";

    /// <summary>The people of one conversation.</summary>
    public static string Conversation(int conversationId) => $"conversation:{conversationId}";

    /// <summary>What the nodes tell each other of answers of the assistant; nobody outside listens.</summary>
    public const string Generations = "generations";

    /// <summary>What is to be done about one person's streams that belong to no conversation; nobody outside listens.</summary>
    public static string ChatStreams(int userId) => $"chat-streams:{userId}";

    /// <summary>Those who may see whether one person is there.</summary>
    public static string Presence(int userId) => $"presence:{userId}";

    /// <summary>A channel by name.</summary>
    public static string Channel(string name) => $"channel:{name}";
}
