namespace Halext.Application.Common.Data;

/// <summary>What the pipeline needs to know of the database session that a use case works in.</summary>
public interface IUnitOfWork
{
    /// <summary>Whether an explicit transaction is open.</summary>
    bool InTransaction { get; }

    /// <summary>Forgets everything loaded or added but not stored, so that a use case can start over.</summary>
    void Reset();
}

/// <summary>Saving met a unique index: the row exists already.</summary>
/// <param name="constraint">The index's name.</param>
/// <param name="inner">The provider's exception.</param>
public sealed class UniqueViolationException(string? constraint, Exception inner)
    : Exception($"The unique constraint '{constraint}' was violated.", inner);
