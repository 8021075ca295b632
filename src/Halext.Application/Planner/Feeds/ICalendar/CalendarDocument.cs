namespace Halext.Application.Planner.Feeds.ICalendar;

/// <summary>A file as it was read.</summary>
/// <param name="Calendars">
/// The top-level VCALENDARs; components that stand outside any are in one without properties. None when the text is no calendar.
/// </param>
/// <param name="Problems">All, those of components included, in the order of the file.</param>
internal sealed record CalendarDocument(IReadOnlyList<CalendarComponent> Calendars, IReadOnlyList<CalendarProblem> Problems);
