namespace Halext.Application.Common.Data;

/// <summary>Patterns for SQL LIKE in which the user's text means only itself.</summary>
internal static class LikePattern
{
    /// <summary>The escape character to pass to LIKE.</summary>
    public const string Escape = "\\";

    /// <summary>A pattern for lower-case columns that contain <paramref name="text"/> in any case.</summary>
    public static string Containing(string text) =>
        '%' + text.Trim().ToLowerInvariant()
            .Replace("\\", "\\\\", StringComparison.Ordinal)
            .Replace("%", "\\%", StringComparison.Ordinal)
            .Replace("_", "\\_", StringComparison.Ordinal) + '%';
}
