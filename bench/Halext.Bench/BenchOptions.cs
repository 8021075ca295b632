using System.Globalization;

namespace Halext.Bench;

/// <summary>What the command line asked for.</summary>
/// <param name="Scenarios">The chosen scenarios, in the order in which they run.</param>
/// <param name="Rounds">Measured rounds of each side.</param>
/// <param name="Seconds">The length of a round.</param>
/// <param name="WarmUpSeconds">Load on each side before the first round, which is not counted: until the compiler has settled.</param>
/// <param name="Strict">Whether a missed target fails the run.</param>
internal sealed record BenchOptions(IReadOnlyList<string> Scenarios, int Rounds, int Seconds, int WarmUpSeconds, bool Strict)
{
    /// <summary>The options, or null when the arguments make no sense.</summary>
    public static BenchOptions? Parse(string[] args, IReadOnlyCollection<string> known)
    {
        var options = new BenchOptions([], Rounds: 3, Seconds: 5, WarmUpSeconds: 15, Strict: false);
        var names = new List<string>();
        foreach (var arg in args)
        {
            if (arg == "--strict")
                options = options with { Strict = true };
            else if (Number(arg, "--rounds=") is { } rounds)
                options = options with { Rounds = rounds };
            else if (Number(arg, "--seconds=") is { } seconds)
                options = options with { Seconds = seconds };
            else if (Number(arg, "--warm-up=") is { } warmUp)
                options = options with { WarmUpSeconds = warmUp };
            else if (known.Contains(arg))
                names.Add(arg);
            else
                return null;
        }

        return options with { Scenarios = [.. known.Where(name => names.Count == 0 || names.Contains(name))] };
    }

    private static int? Number(string arg, string name) =>
        arg.StartsWith(name, StringComparison.Ordinal)
        && int.TryParse(arg.AsSpan(name.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
            ? number
            : null;
}
