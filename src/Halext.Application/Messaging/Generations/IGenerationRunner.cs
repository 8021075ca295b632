using Halext.Application.Common.Security;

namespace Halext.Application.Messaging.Generations;

/// <summary>Writes answers behind the requests that asked for them: they go on when nobody waits any more.</summary>
public interface IGenerationRunner
{
    /// <summary>Whether this node takes one more answer of a person: a few at a time, and so many in all.</summary>
    bool HasRoomFor(int userId);

    /// <summary>Begins to write, on this node.</summary>
    /// <param name="id">A generation that is stored.</param>
    /// <param name="actor">On whose behalf.</param>
    /// <returns>What was written, once it is.</returns>
    Task<WrittenAnswer> Start(Guid id, Actor actor);
}
