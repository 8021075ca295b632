namespace Halext.Domain.Messaging;

/// <summary>
/// A part of every day in which nobody wants to be disturbed, by the clocks of one place. When it ends before it begins, it goes on over
/// midnight. It is asked for local times and never for instants: where clocks skip an hour there is no such time that day, and where an hour
/// comes twice, it is quiet in both.
/// </summary>
/// <param name="Start">The first quiet moment.</param>
/// <param name="End">The first that is not quiet any more; differs from the start.</param>
public readonly record struct QuietHours(TimeOnly Start, TimeOnly End)
{
    /// <summary>Whether it is quiet when clocks show this.</summary>
    public bool Contains(TimeOnly localTime) =>
        Start < End ? localTime >= Start && localTime < End : localTime >= Start || localTime < End;
}
