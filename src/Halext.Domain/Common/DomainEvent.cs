namespace Halext.Domain.Common;

/// <summary>
/// Something that has happened, named in the past tense. It is stored with the change that made it, and handed to its reactions after the
/// commit, at least once. Its name and properties are kept in the database meanwhile: rename neither while an older version may have written them.
/// </summary>
public interface IDomainEvent
{
    /// <summary>Events of one stream reach their reactions in the order in which they happened; others as they come.</summary>
    string Stream { get; }
}

/// <summary>An entity to which things happen that others react to.</summary>
public abstract class EventSource
{
    private List<Func<IDomainEvent>>? _raised;

    public bool HasRaised => _raised is { Count: > 0 };

    /// <summary>What has happened since the last time of asking, to be asked when the ids of new rows are known.</summary>
    public IReadOnlyList<IDomainEvent> TakeRaised()
    {
        IReadOnlyList<IDomainEvent> raised = [.. (_raised ?? []).Select(make => make())];
        _raised = null;
        return raised;
    }

    /// <summary>Notes that something happens with the next save.</summary>
    /// <param name="happened">Makes the event; called after the save, when ids are known.</param>
    protected void Raise(Func<IDomainEvent> happened) => (_raised ??= []).Add(happened);
}
