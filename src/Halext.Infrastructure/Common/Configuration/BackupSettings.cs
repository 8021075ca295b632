namespace Halext.Infrastructure.Common.Configuration;

/// <summary>Where backups go, and how many stay.</summary>
/// <param name="Directory">Null: none are made.</param>
/// <param name="Keep">So many of the newest stay.</param>
/// <param name="KeepFor">And of those only what is younger, but always the newest; null for all.</param>
public sealed record BackupSettings(string? Directory, int Keep, TimeSpan? KeepFor);
