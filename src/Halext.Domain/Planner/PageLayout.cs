using System.Runtime.InteropServices;
using System.Text.Json;

namespace Halext.Domain.Planner;

/// <summary>
/// What a page shows and where: JSON that belongs to the clients. Halext keeps it as it came and looks only at what could hurt others.
/// </summary>
public static class PageLayout
{
    public const int BytesMax = 256 * 1024;
    public const int DepthMax = 32;

    /// <summary>The layout of a page that was made without one.</summary>
    public const string Empty = "[]";

    /// <summary>Why this cannot be a layout; null when it can.</summary>
    public static string? ProblemOf(JsonElement layout)
    {
        if (layout.ValueKind is not (JsonValueKind.Array or JsonValueKind.Object))
            return "A layout is a list or an object.";
        if (JsonMarshal.GetRawUtf8Value(layout).Length > BytesMax)
            return $"A layout has at most {BytesMax / 1024} KB.";
        try
        {
            return ProblemOf(layout, DepthMax);
        }
        catch (InvalidOperationException)
        {
            return "A layout contains half a surrogate pair, which is no character.";
        }
    }

    /// <exception cref="InvalidOperationException">A text is not Unicode.</exception>
    private static string? ProblemOf(JsonElement value, int depthLeft) => value.ValueKind switch
    {
        JsonValueKind.Array or JsonValueKind.Object when depthLeft == 0 => $"A layout nests at most {DepthMax} levels.",
        JsonValueKind.Array => value.EnumerateArray().Select(item => ProblemOf(item, depthLeft - 1)).FirstOrDefault(p => p is not null),
        JsonValueKind.Object => value.EnumerateObject().Select(p => ProblemOf(p.Name) ?? ProblemOf(p.Value, depthLeft - 1)).FirstOrDefault(p => p is not null),
        JsonValueKind.String => ProblemOf(value.GetString()!),
        _ => null,
    };

    private static string? ProblemOf(string text) => text.Contains('\0', StringComparison.Ordinal) ? "A layout contains the character NUL." : null;
}
