using Halext.Application.Common.Security;

namespace Halext.Application.Messaging.Generations;

/// <summary>Writes answers behind the requests that asked for them: they go on when nobody waits any more.</summary>
public interface IGenerationRunner
{
    /// <summary>Takes a place for one more answer of a person on this node: each has a few, and there are so many in all. Null when none is left.</summary>
    IGenerationPlace? Reserve(int userId);
}

/// <summary>A place for one answer. It is free again when the answer has ended, or when it is disposed before one has begun.</summary>
public interface IGenerationPlace : IDisposable
{
    /// <summary>Begins to write, on this node.</summary>
    /// <param name="id">A generation that is stored.</param>
    /// <param name="actor">On whose behalf.</param>
    /// <returns>What was written, once it is.</returns>
    Task<WrittenAnswer> Start(Guid id, Actor actor);
}
