using Halext.Application.Planner.Feeds.ICalendar;

namespace Halext.Application.Planner.Feeds;

/// <summary>Texts as an import keeps them. What people typed may differ in what no calendar file can say, such as spaces around a title.</summary>
internal static class CalendarTexts
{
    public static string Title(string? summary) => summary?.Trim() is { Length: > 0 } title ? title : "Untitled";

    public static string? Optional(string? text) => string.IsNullOrEmpty(text) ? null : text;

    /// <summary>Whether a stored title is what an import has, when it went through a file.</summary>
    public static bool IsTitle(string stored, string imported) => stored == imported || Title(ThroughFile(stored)) == imported;

    /// <summary>See <see cref="IsTitle"/>.</summary>
    public static bool IsOptional(string? stored, string? imported) => stored == imported || Optional(stored is null ? null : ThroughFile(stored)) == imported;

    private static string ThroughFile(string text) => CalendarText.Unescape(CalendarText.Escape(text));
}
