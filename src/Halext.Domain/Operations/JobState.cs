namespace Halext.Domain.Operations;

/// <summary>Where a job is in its life.</summary>
public enum JobState
{
    /// <summary>Its time has not come.</summary>
    Scheduled,

    /// <summary>The next free worker of its queue takes it.</summary>
    Queued,

    /// <summary>A worker is at it.</summary>
    Running,

    /// <summary>It has failed, and comes again when the back-off is over.</summary>
    Retrying,

    /// <summary>Done.</summary>
    Succeeded,

    /// <summary>Given up: a dead letter, which somebody can retry or drop.</summary>
    Dead,

    /// <summary>Somebody did not want it any more.</summary>
    Cancelled,
}
