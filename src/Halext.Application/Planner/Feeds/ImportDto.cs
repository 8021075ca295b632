namespace Halext.Application.Planner.Feeds;

/// <summary>What became of the components of an imported calendar. Each event, task and occurrence counts once.</summary>
/// <param name="Imported">New ones.</param>
/// <param name="Updated">Known ones that the file describes differently.</param>
/// <param name="Unchanged">Known ones that are as the file says.</param>
/// <param name="Skipped">Those of kinds that Halext does not keep (journals, free/busy times), those that are cancelled and unknown, and what the file itself overrules.</param>
/// <param name="Errors">What could not be imported, or not as a whole; at most a thousand.</param>
/// <param name="DryRun">Whether nothing was stored.</param>
public sealed record ImportDto(int Imported, int Updated, int Unchanged, int Skipped, IReadOnlyList<ImportErrorDto> Errors, bool DryRun);

/// <summary>Why something could not be imported.</summary>
/// <param name="Component">VEVENT, VTODO …</param>
/// <param name="Uid">What the file calls it, if anything.</param>
/// <param name="Line">Where it begins, or where the mistake is, from 1.</param>
/// <param name="Message">A sentence for a person.</param>
public sealed record ImportErrorDto(string Component, string? Uid, int Line, string Message);
