using Halext.Domain.Common;

namespace Halext.Domain.Planner;

/// <summary>Something that takes place, once or as a series.</summary>
public sealed class CalendarEvent : EventSource
{
    public const int TitleMaxLength = 500;
    public const int DescriptionMaxLength = 20_000;
    public const int LocationMaxLength = 1_000;
    public const int UidMaxLength = 500;
    public const int TimeZoneMaxLength = 64;

    /// <summary>The size of what other programs' properties may take up.</summary>
    public const int ForeignPropertiesMaxLength = 64 * 1024;

    /// <summary>How many occurrences may be left out of, added to or changed in a series.</summary>
    public const int ExceptionsMax = 1_000;

    public const int SharesMax = 100;

    /// <summary>In minutes; what an event has of which nothing else is said.</summary>
    public const int DefaultReminder = 15;

    /// <summary>
    /// Up to this length an event that happens once is found by its start alone. Everything else is looked through separately
    /// (<see cref="IsSpanning"/>): there are few of those.
    /// </summary>
    public static readonly TimeSpan ShortMax = TimeSpan.FromDays(31);

    private readonly List<EventOverride> _overrides = [];
    private readonly List<EventShare> _shares = [];
    private RecurrenceRule? _rule;

    private CalendarEvent(int ownerId, string uid, string title)
    {
        OwnerId = ownerId;
        Uid = uid;
        Title = title;
    }

    public int Id { get; private set; }

    public int OwnerId { get; private set; }

    /// <summary>What calendar programs know it by (RFC 5545 UID); unique among the owner's events.</summary>
    public string Uid { get; private set; }

    public string Title { get; private set; }

    public string? Description { get; private set; }

    public string? Location { get; private set; }

    /// <summary>See <see cref="EventSchedule"/>.</summary>
    public DateTimeOffset StartTime { get; private set; }

    public DateTimeOffset EndTime { get; private set; }

    public bool AllDay { get; private set; }

    public string TimeZone { get; private set; } = "UTC";

    /// <summary>The canonical text of <see cref="Rule"/>.</summary>
    public string? Rrule { get; private set; }

    public DateTimeOffset? LastStart { get; private set; }

    /// <summary>The starts of occurrences that do not take place, ascending.</summary>
    public IReadOnlyList<DateTimeOffset> ExDates { get; private set; } = [];

    /// <summary>The starts of occurrences beyond the rule, ascending.</summary>
    public IReadOnlyList<DateTimeOffset> RDates { get; private set; } = [];

    /// <summary>Before this nothing of it takes place.</summary>
    public DateTimeOffset SpanStart { get; private set; }

    /// <summary>Behind this nothing of it takes place; null when it goes on for ever.</summary>
    public DateTimeOffset? SpanEnd { get; private set; }

    /// <summary>Whether it cannot be found by its start alone: a series, or longer than <see cref="ShortMax"/>.</summary>
    public bool IsSpanning { get; private set; }

    /// <summary>How many minutes before each occurrence the owner, and everybody whom it is shared with, is reminded; null for never.</summary>
    public int? ReminderMinutes { get; private set; } = DefaultReminder;

    /// <summary>Properties of other calendar programs (attendees, alarms …), kept as they came for the way back.</summary>
    public string? ForeignProperties { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    public DateTimeOffset UpdatedAt { get; private set; }

    /// <summary>The occurrences of a series that differ from it.</summary>
    public IReadOnlyCollection<EventOverride> Overrides => _overrides;

    /// <summary>Whom the owner shares it with.</summary>
    public IReadOnlyCollection<EventShare> Shares => _shares;

    public RecurrenceRule? Rule => Rrule is null ? null : _rule ??= RecurrenceRule.TryParse(Rrule, out var rule, out var problem)
        ? rule
        : throw new InvalidOperationException($"The stored recurrence rule cannot be read: {problem}");

    /// <summary>Whether it takes place more than once.</summary>
    public bool IsSeries => Rrule is not null || RDates.Count > 0;

    public TimeSpan Duration => EndTime - StartTime;

    public EventSchedule Schedule => new(StartTime, EndTime, AllDay, TimeZone, Rule, LastStart);

    public static CalendarEvent Create(
        int ownerId, string uid, string title, string? description, string? location, EventSchedule schedule, DateTimeOffset now)
    {
        var made = new CalendarEvent(ownerId, uid, title) { Description = description, Location = location, CreatedAt = now, UpdatedAt = now };
        made.Set(schedule);
        return made;
    }

    /// <summary>Whether a person may change it; seeing it is for the owner and everybody whom it is shared with.</summary>
    public bool MayEdit(int userId) => userId == OwnerId || _shares.Any(s => s.UserId == userId && s.CanEdit);

    /// <summary>Changes what it is about. Occurrences that said the same as the series go along.</summary>
    public void Describe(string title, string? description, string? location)
    {
        foreach (var changed in _overrides)
        {
            changed.Describe(
                changed.Title == Title ? title : changed.Title,
                changed.Description == Description ? description : changed.Description,
                changed.Location == Location ? location : changed.Location);
        }

        (Title, Description, Location) = (title, description, location);
    }

    /// <summary>See <see cref="ReminderMinutes"/>.</summary>
    public void RemindBefore(int? minutes) => ReminderMinutes = minutes;

    /// <summary>Changes when it takes place. What was said of single occurrences has to be said anew: see <see cref="SetExceptions"/>.</summary>
    public void Reschedule(EventSchedule schedule) => Set(schedule);

    /// <summary>Sets which occurrences do not take place and which do beyond the rule.</summary>
    public Result<Done> SetExceptions(IEnumerable<DateTimeOffset> exDates, IEnumerable<DateTimeOffset> rDates)
    {
        DateTimeOffset[] excluded = [.. exDates.Distinct().Order()];
        DateTimeOffset[] added = [.. rDates.Distinct().Order()];
        if (excluded.Length > ExceptionsMax || added.Length > ExceptionsMax)
            return EventErrors.TooManyExceptions;
        (ExDates, RDates) = (excluded, added);
        MeasureSpan();
        return Done.Result;
    }

    /// <summary>Leaves one occurrence out.</summary>
    public Result<Done> Exclude(DateTimeOffset originalStart)
    {
        _overrides.RemoveAll(o => o.OriginalStart == originalStart);
        return SetExceptions(ExDates.Append(originalStart), RDates);
    }

    /// <summary>What differs at one occurrence, to be changed; made from the series when nothing does yet.</summary>
    public Result<EventOverride> Override(DateTimeOffset originalStart)
    {
        if (_overrides.Find(o => o.OriginalStart == originalStart) is { } known)
            return known;
        if (_overrides.Count >= ExceptionsMax)
            return EventErrors.TooManyExceptions;
        var made = EventOverride.Of(this, originalStart);
        _overrides.Add(made);
        return made;
    }

    public void RemoveOverrides(Predicate<EventOverride> which)
    {
        _overrides.RemoveAll(which);
        MeasureSpan();
    }

    /// <summary>Moves what differs at single occurrences along when the series moves; two never end up at the same occurrence.</summary>
    /// <param name="move">The new original start of an occurrence.</param>
    public void MoveOverrides(Func<DateTimeOffset, DateTimeOffset> move)
    {
        foreach (var changed in _overrides)
            changed.Rebase(move(changed.OriginalStart));
        var first = _overrides.DistinctBy(o => o.OriginalStart).ToHashSet();
        RemoveOverrides(o => !first.Contains(o));
    }

    /// <summary>Takes over what differs at occurrences of the series that this one continues.</summary>
    public void Adopt(IEnumerable<EventOverride> overrides)
    {
        _overrides.AddRange(overrides.Select(o => o.Copy()));
        MeasureSpan();
    }

    /// <summary>Has to be called when an override's times were changed.</summary>
    public void MeasureSpan()
    {
        var starts = _overrides.Select(o => o.StartTime).Concat(RDates).Append(StartTime);
        SpanStart = starts.Min();
        var ends = _overrides.Select(o => o.EndTime).Concat(RDates.Select(d => d + Duration)).Append((LastStart ?? StartTime) + Duration);
        SpanEnd = Rrule is not null && LastStart is null ? null : ends.Max();
        IsSpanning = IsSeries || _overrides.Count > 0 || Duration > ShortMax;
    }

    /// <summary>Makes <paramref name="userIds"/> everybody whom it is shared with, and tells those who are new.</summary>
    /// <param name="userIds">People, the owner not among them.</param>
    /// <param name="canEdit">Whether they may change it; null leaves that as it is, and new ones may not.</param>
    public void ShareWith(IReadOnlyCollection<int> userIds, bool? canEdit)
    {
        foreach (var gone in _shares.Where(s => !userIds.Contains(s.UserId)).ToList())
            Unshare(gone.UserId);
        foreach (var userId in userIds)
        {
            if (!_shares.Exists(s => s.UserId == userId))
                Raise(() => new EventShared(Id, userId));
            Share(userId, canEdit);
        }
    }

    /// <summary>See <see cref="ShareWith"/>; nobody is told.</summary>
    public void Share(int userId, bool? canEdit)
    {
        if (_shares.Find(s => s.UserId == userId) is { } known)
            known.Allow(canEdit ?? known.CanEdit);
        else
            _shares.Add(new EventShare(userId, canEdit ?? false));
    }

    /// <summary>Ends sharing it with one person. Doing so twice is no mistake.</summary>
    public void Unshare(int userId)
    {
        if (_shares.RemoveAll(s => s.UserId == userId) > 0)
            Raise(() => new EventUnshared(Id, userId));
    }

    /// <summary>See <see cref="ForeignProperties"/>.</summary>
    public void KeepForeignProperties(string? properties) => ForeignProperties = properties;

    public void Touch(DateTimeOffset now) => UpdatedAt = now;

    private void Set(EventSchedule schedule)
    {
        if (schedule.End < schedule.Start)
            throw new ArgumentException("An event does not end before it starts.", nameof(schedule));

        // Occurrences that were as long as the series still are.
        foreach (var changed in _overrides.Where(o => o.EndTime - o.StartTime == Duration))
            changed.Move(changed.StartTime, changed.StartTime + schedule.Duration);
        (StartTime, EndTime, AllDay, TimeZone) = (schedule.Start, schedule.End, schedule.AllDay, schedule.TimeZone);
        (_rule, Rrule, LastStart) = (schedule.Rule, schedule.Rule?.ToString(), schedule.LastStart);
        MeasureSpan();
    }
}
