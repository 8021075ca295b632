namespace Halext.ArchitectureTests;

/// <summary>What a rule found.</summary>
/// <param name="Examined">How many things it looked at: a rule that looked at nothing proves nothing.</param>
/// <param name="Violations">One sentence for each thing that breaks the rule.</param>
internal sealed record Verdict(int Examined, IReadOnlyList<string> Violations)
{
    /// <summary>Looks at each thing of the selection.</summary>
    public static Verdict Of<T>(IEnumerable<T> selection, Func<T, IEnumerable<string>> violations)
    {
        var things = selection.ToList();
        return new Verdict(things.Count, [.. things.SelectMany(violations).Distinct(StringComparer.Ordinal)]);
    }

    /// <summary>The same for rules that say at most one thing about each: null for nothing.</summary>
    public static Verdict Of<T>(IEnumerable<T> selection, Func<T, string?> violation) =>
        Of(selection, thing => violation(thing) is { } text ? [text] : Enumerable.Empty<string>());
}
