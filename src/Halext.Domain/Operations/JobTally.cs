namespace Halext.Domain.Operations;

/// <summary>How many attempts ended in one minute, over all workers: what the chart of runs and failures is drawn from.</summary>
/// <remarks>Workers add to it every few seconds, so what one had not added yet when it died is missing: a chart bears that, a queue would not.</remarks>
public sealed class JobTally(int minute, long succeeded, long failed)
{
    /// <summary>How long tallies are kept: the longest chart.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(7);

    /// <summary>Minutes since 1970, UTC.</summary>
    public int Minute { get; private set; } = minute;

    public long Succeeded { get; private set; } = succeeded;

    /// <summary>Attempts that failed or whose process died, whether they are tried again or not.</summary>
    public long Failed { get; private set; } = failed;

    public static int MinuteOf(DateTimeOffset at) => (int)(at.ToUnixTimeSeconds() / 60);
}
