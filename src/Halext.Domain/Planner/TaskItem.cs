namespace Halext.Domain.Planner;

/// <summary>Something that its owner means to do.</summary>
public sealed class TaskItem
{
    public const int TitleMaxLength = 500;
    public const int DescriptionMaxLength = 20_000;
    public const int LabelsMax = 50;

    /// <summary>In minutes; what a task has of which nothing else is said.</summary>
    public const int DefaultReminder = 60;

    private readonly List<Label> _labels = [];

    private TaskItem(int ownerId, string uid, string title)
    {
        OwnerId = ownerId;
        Uid = uid;
        Title = title;
    }

    public int Id { get; private set; }

    public int OwnerId { get; private set; }

    /// <summary>What calendar programs know it by (RFC 5545 UID); unique among the owner's tasks.</summary>
    public string Uid { get; private set; }

    public string Title { get; private set; }

    public string? Description { get; private set; }

    public DateTimeOffset? DueDate { get; private set; }

    /// <summary>How many minutes before it is due its owner is reminded; null for never.</summary>
    public int? ReminderMinutes { get; private set; } = DefaultReminder;

    public DateTimeOffset CreatedAt { get; private set; }

    /// <summary>When it was done; null while it is open.</summary>
    public DateTimeOffset? CompletedAt { get; private set; }

    public bool Completed => CompletedAt is not null;

    public IReadOnlyCollection<Label> Labels => _labels;

    /// <summary>Properties of other calendar programs, kept as they came for the way back.</summary>
    public string? ForeignProperties { get; private set; }

    /// <param name="ownerId">Whose it is.</param>
    /// <param name="title">What there is to do.</param>
    /// <param name="description">More about it.</param>
    /// <param name="dueDate">When it is due; null for whenever.</param>
    /// <param name="labels">The owner's labels.</param>
    /// <param name="now">The present.</param>
    /// <param name="uid">What calendar programs know it by, when it comes from one.</param>
    public static TaskItem Create(
        int ownerId, string title, string? description, DateTimeOffset? dueDate, IEnumerable<Label> labels, DateTimeOffset now, string? uid = null)
    {
        var task = new TaskItem(ownerId, uid ?? Guid.CreateVersion7(now).ToString(), title) { Description = description, DueDate = dueDate, CreatedAt = now };
        task._labels.AddRange(labels);
        return task;
    }

    public void Rename(string title) => Title = title;

    public void Describe(string? description) => Description = description;

    /// <summary>Sets when it is due; null for whenever.</summary>
    public void Reschedule(DateTimeOffset? dueDate) => DueDate = dueDate;

    /// <summary>See <see cref="ReminderMinutes"/>.</summary>
    public void RemindBefore(int? minutes) => ReminderMinutes = minutes;

    /// <summary>Marks it done; doing so twice keeps the first instant.</summary>
    public void Complete(DateTimeOffset now) => CompletedAt ??= now;

    /// <summary>See <see cref="ForeignProperties"/>.</summary>
    public void KeepForeignProperties(string? properties) => ForeignProperties = properties;

    public void Reopen() => CompletedAt = null;

    /// <summary>Makes <paramref name="labels"/> the whole set, touching only what differs.</summary>
    public void ReplaceLabels(IReadOnlyCollection<Label> labels)
    {
        _labels.RemoveAll(l => !labels.Contains(l));
        _labels.AddRange(labels.Where(l => !_labels.Contains(l)).ToList());
    }
}
