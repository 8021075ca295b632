using System.Text.RegularExpressions;

namespace Halext.ArchitectureTests.Rules;

/// <summary>What no compiler sees.</summary>
internal static partial class SourceText
{
    private const int LinesMax = 400;
    private const int ReadmeLinesMax = 150;

    /// <summary>The reason stands on the same line or on the one before.</summary>
    public static Verdict SuppressionsHaveAReason(IEnumerable<SourceFile> files) =>
        Verdict.Of(files.Where(f => f.Name.EndsWith(".cs", StringComparison.Ordinal) && !f.IsGenerated), file =>
            file.Lines.Index()
                .Where(line => Suppression().IsMatch(line.Item))
                .Where(line => !Comment().IsMatch(line.Item) && !(line.Index > 0 && Comment().IsMatch(file.Lines[line.Index - 1])))
                .Select(line => $"{file.Path}:{line.Index + 1} suppresses a warning without a reason"));

    public static Verdict FilesAreShort(IEnumerable<SourceFile> files) =>
        Verdict.Of(files.Where(f => !f.Path.Contains("/Migrations/", StringComparison.Ordinal)), file =>
            file.Lines.Length > LinesMax ? $"{file.Path} has {file.Lines.Length} lines" : null);

    public static Verdict NothingIsLeftForLater(IEnumerable<SourceFile> files) =>
        Verdict.Of(files, file => Later().Match(file.Text) is { Success: true } word ? $"{file.Path} has a {word.Value}" : null);

    public static Verdict ReadmeIsShort(IEnumerable<SourceFile> readme) =>
        Verdict.Of(readme, file => file.Lines.Length > ReadmeLinesMax ? $"{file.Path} has {file.Lines.Length} lines" : null);

    [GeneratedRegex(@"^\s*(#pragma\s+warning\s+disable|\[[^""]*SuppressMessage)")]
    private static partial Regex Suppression();

    [GeneratedRegex(@"//\s*\S")]
    private static partial Regex Comment();

    // Spelled so that the rule does not find itself.
    [GeneratedRegex(@"\b(TO[D]O|FIX[M]E|HA[C]K)\b")]
    private static partial Regex Later();
}
