namespace Halext.Infrastructure.Common.Notifications;

/// <summary>Hears one channel of PostgreSQL's NOTIFY on this node. Every node hears what any of them announces, itself included.</summary>
internal interface INotificationHandler
{
    string Channel { get; }

    /// <summary>One announcement, in the order in which transactions were committed. Must not block: the others wait.</summary>
    void Hear(string payload);

    /// <summary>Tells whether announcements are heard from now on. While they were not, some may have been missed.</summary>
    void Listening(bool isListening);
}
