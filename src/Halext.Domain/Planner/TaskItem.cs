namespace Halext.Domain.Planner;

/// <summary>Something that its owner means to do.</summary>
public sealed class TaskItem
{
    public const int TitleMaxLength = 500;
    public const int DescriptionMaxLength = 20_000;
    public const int LabelsMax = 50;

    private readonly List<Label> _labels = [];

    private TaskItem(int ownerId, string title)
    {
        OwnerId = ownerId;
        Title = title;
    }

    public int Id { get; private set; }

    public int OwnerId { get; private set; }

    public string Title { get; private set; }

    public string? Description { get; private set; }

    public DateTimeOffset? DueDate { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    /// <summary>When it was done; null while it is open.</summary>
    public DateTimeOffset? CompletedAt { get; private set; }

    public bool Completed => CompletedAt is not null;

    public IReadOnlyCollection<Label> Labels => _labels;

    public static TaskItem Create(
        int ownerId, string title, string? description, DateTimeOffset? dueDate, IEnumerable<Label> labels, DateTimeOffset now)
    {
        var task = new TaskItem(ownerId, title) { Description = description, DueDate = dueDate, CreatedAt = now };
        task._labels.AddRange(labels);
        return task;
    }

    public void Rename(string title) => Title = title;

    public void Describe(string? description) => Description = description;

    /// <summary>Sets when it is due; null for whenever.</summary>
    public void Reschedule(DateTimeOffset? dueDate) => DueDate = dueDate;

    /// <summary>Marks it done; doing so twice keeps the first instant.</summary>
    public void Complete(DateTimeOffset now) => CompletedAt ??= now;

    public void Reopen() => CompletedAt = null;

    /// <summary>Makes <paramref name="labels"/> the whole set, touching only what differs.</summary>
    public void ReplaceLabels(IReadOnlyCollection<Label> labels)
    {
        _labels.RemoveAll(l => !labels.Contains(l));
        _labels.AddRange(labels.Where(l => !_labels.Contains(l)).ToList());
    }
}
