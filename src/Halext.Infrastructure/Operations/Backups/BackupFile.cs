using System.Globalization;
using Halext.Infrastructure.Common.Configuration;

namespace Halext.Infrastructure.Operations.Backups;

/// <summary>A backup by its name, which says when it was made: <c>halext-20260302T023000Z.dump</c>. Other files of the directory are nobody's business here.</summary>
internal sealed record BackupFile(string Name, DateTimeOffset At)
{
    public const string Unfinished = ".unfinished";

    private const string Format = "'halext-'yyyyMMdd'T'HHmmss'Z.dump'";

    public static string NameAt(DateTimeOffset at) => at.UtcDateTime.ToString(Format, CultureInfo.InvariantCulture);

    public static BackupFile? Parse(string name) =>
        DateTimeOffset.TryParseExact(name, Format, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? new BackupFile(name, at) : null;

    /// <summary>
    /// What is too old or too many beside the one that was just made, which always stays. Those whose names are ahead of the clock, because
    /// it was wrong once, are the first to go: when they were made nobody knows.
    /// </summary>
    public static IEnumerable<BackupFile> Obsolete(BackupFile made, IEnumerable<BackupFile> files, BackupSettings settings, DateTimeOffset now) => files
        .Where(f => f != made)
        .OrderBy(f => f.At > now)
        .ThenByDescending(f => f.At)
        .Where((file, index) => index + 1 >= settings.Keep || now - file.At > settings.KeepFor);
}
