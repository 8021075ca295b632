namespace Halext.Application.Common.Data;

/// <summary>What the pipeline needs to know of the database session that a use case works in.</summary>
public interface IUnitOfWork
{
    /// <summary>Whether an explicit transaction is open.</summary>
    bool InTransaction { get; }

    /// <summary>
    /// Whether the database refused because somebody else was faster: a row exists already (unique index) or not any more (foreign key),
    /// or two transactions waited for each other. Doing it again from the start will see the others' work.
    /// </summary>
    bool IsLostRace(Exception exception);

    /// <summary>Forgets everything loaded or added but not stored, so that a use case can start over.</summary>
    void Reset();
}
