using Halext.Application.Common.Security;

namespace Halext.Application.Messaging.Generations;

/// <summary>Writes answers behind the requests that asked for them: they go on when nobody waits any more.</summary>
public interface IGenerationRunner
{
    /// <summary>Begins to write, on this node.</summary>
    /// <param name="id">A generation that is stored.</param>
    /// <param name="actor">On whose behalf.</param>
    /// <returns>What was written, once it is.</returns>
    Task<WrittenAnswer> Start(Guid id, Actor actor);
}
