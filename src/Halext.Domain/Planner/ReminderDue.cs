using System.Globalization;
using Halext.Domain.Common;

namespace Halext.Domain.Planner;

/// <summary>Something that has happened to the reminders of an event or task; in the order in which it happened there.</summary>
/// <param name="Subject">What it is.</param>
/// <param name="SubjectId">Which.</param>
/// <param name="Start">When the occurrence starts, or the task is due.</param>
public abstract record ReminderEvent(ReminderSubject Subject, int SubjectId, DateTimeOffset Start) : IDomainEvent
{
    public string Stream => Subject is ReminderSubject.Event ? $"event:{SubjectId}" : $"task:{SubjectId}";

    /// <summary>What the notification is called: one for each occurrence, whose time is part of its name.</summary>
    public string Key => KeyOf(Subject, SubjectId, Start);

    public static string KeyOf(ReminderSubject subject, int subjectId, DateTimeOffset start) => string.Create(
        CultureInfo.InvariantCulture, $"{(subject is ReminderSubject.Event ? "event" : "task")}:{subjectId}:{start.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}");
}

/// <summary>It is time to remind people of it.</summary>
public sealed record ReminderDue(ReminderSubject Subject, int SubjectId, DateTimeOffset Start) : ReminderEvent(Subject, SubjectId, Start);

/// <summary>People were reminded of something that does not take place like that any more.</summary>
public sealed record ReminderVoid(ReminderSubject Subject, int SubjectId, DateTimeOffset Start) : ReminderEvent(Subject, SubjectId, Start);
