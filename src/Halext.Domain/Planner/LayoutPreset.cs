namespace Halext.Domain.Planner;

/// <summary>A layout that pages can take over.</summary>
public sealed class LayoutPreset
{
    public const int NameMaxLength = 200;
    public const int DescriptionMaxLength = 2_000;

    private LayoutPreset(int? ownerId, string name, string? description, string layout, DateTimeOffset createdAt)
    {
        OwnerId = ownerId;
        Name = name;
        Description = description;
        Layout = layout;
        CreatedAt = createdAt;
    }

    public int Id { get; private set; }

    /// <summary>Null for those that come with Halext, which everybody sees and nobody changes.</summary>
    public int? OwnerId { get; private set; }

    public string Name { get; private set; }

    public string? Description { get; private set; }

    /// <summary>See <see cref="PageLayout"/>.</summary>
    public string Layout { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    public bool IsSystem => OwnerId is null;

    public static LayoutPreset Create(int ownerId, string name, string? description, string layout, DateTimeOffset now) =>
        new(ownerId, name, description, layout, now);

    public void Change(string name, string? description, string layout) => (Name, Description, Layout) = (name, description, layout);
}
