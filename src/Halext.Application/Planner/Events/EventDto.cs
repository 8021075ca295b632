using Halext.Domain.Planner;

namespace Halext.Application.Planner.Events;

/// <summary>An event or series; in the answer to a window, one occurrence of it.</summary>
public sealed record EventDto
{
    public required int Id { get; init; }

    public required string Title { get; init; }

    public required string? Description { get; init; }

    public required DateTimeOffset StartTime { get; init; }

    public required DateTimeOffset EndTime { get; init; }

    public required string? Location { get; init; }

    /// <summary>none, daily, weekly, monthly or yearly; of rules that say more, their frequency.</summary>
    public required string RecurrenceType { get; init; }

    public required int RecurrenceInterval { get; init; }

    public required DateTimeOffset? RecurrenceEndDate { get; init; }

    public required int OwnerId { get; init; }

    /// <summary>The user names of those whom it is shared with.</summary>
    public required IReadOnlyList<string> SharedWith { get; init; }

    public required IReadOnlyList<EventShareDto> Shares { get; init; }

    /// <summary>Whether the caller may change it.</summary>
    public required bool CanEdit { get; init; }

    /// <summary>IANA time zone whose clocks a series follows.</summary>
    public required string TimeZone { get; init; }

    /// <summary>Whether it takes whole days: then the times are midnights in UTC that stand for dates, the end exclusive.</summary>
    public required bool AllDay { get; init; }

    /// <summary>The recurrence rule of RFC 5545, without RRULE: before it; null when the event is not repeated.</summary>
    public required string? Rrule { get; init; }

    /// <summary>The starts of occurrences that do not take place; null in occurrences, which would only repeat it.</summary>
    public required IReadOnlyList<DateTimeOffset>? Exdates { get; init; }

    /// <summary>The starts of occurrences beyond the rule; null in occurrences.</summary>
    public required IReadOnlyList<DateTimeOffset>? Rdates { get; init; }

    /// <summary>How many minutes before each occurrence people are reminded; null for never.</summary>
    public required int? ReminderMinutes { get; init; }

    /// <summary>What calendar programs know it by.</summary>
    public required string Uid { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Of an occurrence: its name, which stays when it is moved; otherwise null.</summary>
    public required string? OccurrenceId { get; init; }

    /// <summary>Of an occurrence of a series: the series, whose id the occurrence also carries; otherwise null.</summary>
    public required int? SeriesId { get; init; }

    /// <summary>Of an occurrence: when it would start by the rule. Changes of it name it by this.</summary>
    public required DateTimeOffset? OccurrenceStart { get; init; }

    /// <summary>Whether this occurrence was changed by itself.</summary>
    public required bool IsOverride { get; init; }

    internal static EventDto Of(CalendarEvent e, int viewerId, IReadOnlyList<EventShareDto> shares)
    {
        var rule = e.Rule;
        return new EventDto
        {
            Id = e.Id,
            Title = e.Title,
            Description = e.Description,
            StartTime = e.StartTime,
            EndTime = e.EndTime,
            Location = e.Location,
            RecurrenceType = Scheduling.TypeOf(rule),
            RecurrenceInterval = rule?.Interval ?? 1,
            RecurrenceEndDate = Scheduling.EndDateOf(e.Schedule),
            OwnerId = e.OwnerId,
            SharedWith = shares.Count == 0 ? [] : [.. shares.Select(s => s.Username)],
            Shares = shares,
            CanEdit = e.OwnerId == viewerId || shares.Any(s => s.UserId == viewerId && s.CanEdit),
            TimeZone = e.TimeZone,
            AllDay = e.AllDay,
            Rrule = e.Rrule,
            Exdates = e.ExDates,
            Rdates = e.RDates,
            ReminderMinutes = e.ReminderMinutes,
            Uid = e.Uid,
            CreatedAt = e.CreatedAt,
            UpdatedAt = e.UpdatedAt,
            OccurrenceId = null,
            SeriesId = null,
            OccurrenceStart = null,
            IsOverride = false,
        };
    }

    /// <summary>This event at one of its times.</summary>
    internal EventDto At(Occurrence occurrence) => this with
    {
        Title = occurrence.Override is { } changed ? changed.Title : Title,
        Description = occurrence.Override is { } described ? described.Description : Description,
        Location = occurrence.Override is { } placed ? placed.Location : Location,
        StartTime = occurrence.Start,
        EndTime = occurrence.End,
        OccurrenceId = occurrence.Id,
        SeriesId = occurrence.Event.IsSeries ? Id : null,
        OccurrenceStart = occurrence.OriginalStart,
        IsOverride = occurrence.Override is not null,
        Exdates = null,
        Rdates = null,
    };
}

/// <summary>Somebody whom an event is shared with.</summary>
public sealed record EventShareDto(int UserId, string Username, bool CanEdit);
