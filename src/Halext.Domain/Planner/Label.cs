namespace Halext.Domain.Planner;

/// <summary>A word that its owner sorts tasks by. Names are unique per owner and case-sensitive.</summary>
public sealed class Label
{
    public const int NameMaxLength = 100;
    public const int ColorMaxLength = 32;
    public const string DefaultColor = "#5d72ff";

    private Label(int ownerId, string name, string color)
    {
        OwnerId = ownerId;
        Name = name;
        Color = color;
    }

    public int Id { get; private set; }

    public int OwnerId { get; private set; }

    public string Name { get; private set; }

    /// <summary>Any CSS colour; clients show it as it is.</summary>
    public string Color { get; private set; }

    public static Label Create(int ownerId, string name, string? color = null) => new(ownerId, name.Trim(), ColorOrDefault(color));

    public void Rename(string name) => Name = name.Trim();

    public void Recolor(string? color) => Color = ColorOrDefault(color);

    /// <summary>Names as people type them: trimmed, without blanks and repetitions, in a fixed order so that parallel writers meet in the same order.</summary>
    public static IReadOnlyList<string> Normalize(IEnumerable<string>? names) =>
        [.. (names ?? []).Select(n => n.Trim()).Where(n => n.Length > 0).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    private static string ColorOrDefault(string? color) => string.IsNullOrWhiteSpace(color) ? DefaultColor : color.Trim();
}
