namespace Halext.Bench;

/// <summary>A figure beside its target.</summary>
/// <param name="Name">What was measured.</param>
/// <param name="Value">The figure.</param>
/// <param name="Target">What to reach.</param>
/// <param name="Unit">Its unit; empty for ratios.</param>
/// <param name="IsLimit">True when the figure must not be above the target, false when it must not be below.</param>
internal sealed record Finding(string Name, double Value, double Target, string Unit = "", bool IsLimit = false)
{
    public bool IsReached => IsLimit ? Value <= Target : Value >= Target;

    public override string ToString() =>
        FormattableString.Invariant($"{(IsReached ? "PASS" : "BELOW"),-6}{Name,-42}{Value,9:0.00} {Unit,-3} (target {(IsLimit ? "≤" : "≥")} {Target:0.##}{(Unit.Length > 0 ? " " + Unit : "")})");
}
