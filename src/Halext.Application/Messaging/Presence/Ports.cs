namespace Halext.Application.Messaging.Presence;

/// <summary>This node's part in knowing who is there.</summary>
public interface IPresenceNode
{
    Guid Id { get; }

    /// <summary>A presence socket is about to be counted here.</summary>
    void Opened(Guid connectionId, int userId);

    /// <summary>It was closed. Must not block; the database learns of it soon, also after an outage.</summary>
    void Closed(Guid connectionId);

    /// <summary>Somebody gave a sign of life. Must not block; it is stored with others', at most once a minute.</summary>
    void Heard(int userId);
}

/// <summary>Is told, on every node, that somebody has come into a conversation or gone.</summary>
public interface IParticipantObserver
{
    void ParticipantsChanged(int conversationId, int userId);

    /// <summary>Some may have come or gone unheard.</summary>
    void AnythingMayHaveChanged();
}
