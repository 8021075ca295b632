using System.Text;

namespace Halext.Application.Planner.Feeds.ICalendar;

/// <summary>A DURATION (RFC 5545 § 3.3.6).</summary>
/// <param name="Days">Calendar days, whatever their length; a week is seven. Negative before.</param>
/// <param name="Seconds">Exact time, added after the days. Of the same sign as the days.</param>
internal readonly record struct CalendarDuration(int Days, long Seconds)
{
    /// <summary>The value as a content line has it: <c>-P1DT2H</c>.</summary>
    public override string ToString()
    {
        var seconds = Math.Abs(Seconds);
        var text = new StringBuilder(Days < 0 || Seconds < 0 ? "-P" : "P");
        if (Days != 0)
            text.Append(Math.Abs((long)Days)).Append('D');
        if (seconds == 0)
            return Days == 0 ? "PT0S" : text.ToString();

        text.Append('T');
        var (hours, minutes, rest) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
        if (hours > 0)
            text.Append(hours).Append('H');
        // The grammar has no hours followed by seconds.
        if (minutes > 0 || (hours > 0 && rest > 0))
            text.Append(minutes).Append('M');
        if (rest > 0)
            text.Append(rest).Append('S');
        return text.ToString();
    }
}
