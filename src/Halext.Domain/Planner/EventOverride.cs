namespace Halext.Domain.Planner;

/// <summary>One occurrence of a series that differs from it; the whole of it, as in iCalendar (RFC 5545 RECURRENCE-ID).</summary>
public sealed class EventOverride
{
    private EventOverride(DateTimeOffset originalStart, string title)
    {
        OriginalStart = originalStart;
        Title = title;
    }

    public int Id { get; private set; }

    public int EventId { get; private set; }

    /// <summary>When the occurrence would start by the rule: its name within the series.</summary>
    public DateTimeOffset OriginalStart { get; private set; }

    public string Title { get; private set; }

    public string? Description { get; private set; }

    public string? Location { get; private set; }

    public DateTimeOffset StartTime { get; private set; }

    public DateTimeOffset EndTime { get; private set; }

    /// <summary>See <see cref="CalendarEvent.ForeignProperties"/>.</summary>
    public string? ForeignProperties { get; private set; }

    public void Describe(string title, string? description, string? location) => (Title, Description, Location) = (title, description, location);

    public void Move(DateTimeOffset start, DateTimeOffset end) => (StartTime, EndTime) = (start, end);

    public void KeepForeignProperties(string? properties) => ForeignProperties = properties;

    internal static EventOverride Of(CalendarEvent series, DateTimeOffset originalStart) => new(originalStart, series.Title)
    {
        Description = series.Description,
        Location = series.Location,
        StartTime = originalStart,
        EndTime = originalStart + series.Duration,
    };

    /// <summary>Moves to another occurrence; its own times go along.</summary>
    internal void Rebase(DateTimeOffset originalStart)
    {
        var by = originalStart - OriginalStart;
        (OriginalStart, StartTime, EndTime) = (originalStart, StartTime + by, EndTime + by);
    }

    internal EventOverride Copy() => new(OriginalStart, Title)
    {
        Description = Description,
        Location = Location,
        StartTime = StartTime,
        EndTime = EndTime,
        ForeignProperties = ForeignProperties,
    };
}
