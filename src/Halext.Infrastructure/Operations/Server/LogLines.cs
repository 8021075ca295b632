using System.Globalization;
using Halext.Application.Common.Auditing;
using Halext.Application.Operations.Server;
using Microsoft.Extensions.Logging;

namespace Halext.Infrastructure.Operations.Server;

/// <summary>How admins see lines of the log, from wherever they are.</summary>
internal static class LogLines
{
    private const int TextMax = 2_000;

    public static string Format(DateTimeOffset at, LogLevel level, string category, string text) => string.Create(
        CultureInfo.InvariantCulture,
        $"{at:yyyy-MM-dd'T'HH:mm:ss.fff'Z'} {level.ToString().ToLowerInvariant()} {category}: {Bounded(text)}");

    /// <returns>One line, cut where it is too long.</returns>
    public static string Bounded(string text) => Redaction.Cut(text, TextMax).ReplaceLineEndings(" ");

    public static LogSeverity? SeverityOf(LogLevel level) => level switch
    {
        LogLevel.Information => LogSeverity.Info,
        LogLevel.Warning => LogSeverity.Warning,
        LogLevel.Error or LogLevel.Critical => LogSeverity.Error,
        _ => null,
    };
}
