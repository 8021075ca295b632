namespace Halext.Application.Planner.Feeds.ICalendar;

/// <summary>What could not be read, in a sentence for the person who owns the file.</summary>
/// <param name="Line">The first physical line of what it is about, from 1.</param>
/// <param name="Message">A sentence.</param>
internal sealed record CalendarProblem(int Line, string Message);
