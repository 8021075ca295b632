using System.Globalization;
using System.Text.RegularExpressions;
using Halext.Domain.Common;
using Halext.Domain.Planner;

namespace Halext.Application.Assistant;

/// <summary>Bounds, vocabularies and defaults of what models say. Pure functions.</summary>
internal static partial class AnswerRules
{
    public const double HoursDefault = 2.0;
    public const double HoursMin = 0.1;
    public const double HoursMax = 1_000;

    private static readonly string[] Priorities = ["low", "medium", "high", "urgent"];

    /// <summary>The first characters of a text, never half of one.</summary>
    public static string Cut(string text, int max)
    {
        if (text.Length <= max)
            return text;
        return text[..(max > 0 && char.IsHighSurrogate(text[max - 1]) ? max - 1 : max)];
    }

    /// <summary>A text without blanks around it; null when nothing is left.</summary>
    public static string? Text(string? text, int max) => text?.Trim() is { Length: > 0 } trimmed ? Cut(trimmed, max).TrimEnd() : null;

    /// <summary>A text of at most so many characters that ends between words, with an ellipsis where something is missing.</summary>
    public static string Shorten(string text, int max)
    {
        text = text.Trim();
        if (text.Length <= max)
            return text;
        var cut = Cut(text, max - 1);
        var space = char.IsWhiteSpace(text[cut.Length]) ? cut.Length : cut.LastIndexOf(' ');
        return (space > max / 2 ? cut[..space] : cut).TrimEnd() + '…';
    }

    /// <summary>The words of a text.</summary>
    public static int CountWords(string text) => text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length;

    /// <summary>The first items that say something: no blanks, no headings (#), no bullets or numbers in front, each once.</summary>
    public static List<string> Lines(IEnumerable<string>? items, int max, int maxLength = TaskItem.TitleMaxLength) =>
        [.. (items ?? [])
            .SelectMany(item => item.Split(['\n', '\r']))
            .Where(line => !line.TrimStart().StartsWith('#'))
            .Select(line => Text(Bullet().Replace(line, ""), maxLength))
            .OfType<string>()
            .Distinct()
            .Take(max)];

    /// <summary>The first labels, by commas or lines, in lower case, each once; what is too long to be one is left out.</summary>
    public static List<string> Labels(IEnumerable<string>? items, int max) =>
        [.. (items ?? [])
            .SelectMany(item => item.Split(',', '\n', '\r'))
            .Select(label => Bullet().Replace(label, "").Trim().TrimStart('#').Trim().ToLowerInvariant())
            .Where(label => label.Length is > 0 and <= Label.NameMaxLength)
            .Distinct()
            .Take(max)];

    /// <summary>Hours of work, two when the model does not say. What cannot be is refused, not bent.</summary>
    public static Result<double> Hours(double? hours) => hours switch
    {
        null => HoursDefault,
        > 0 and <= HoursMax => Math.Round(Math.Max(hours.Value, HoursMin), 2),
        _ => Error.Invalid(string.Create(CultureInfo.InvariantCulture, $"its hours are not more than 0 and at most {HoursMax}.")),
    };

    /// <summary>low, medium, high or urgent; medium when it is none of them.</summary>
    public static string Priority(string? text) => OneOf(text, Priorities) ?? "medium";

    /// <summary>low, medium, high or urgent is folded into the three that tasks of plans have.</summary>
    public static string PlanPriority(string? text) => OneOf(text, Priorities) switch
    {
        "high" or "urgent" => "high",
        "low" => "low",
        _ => "medium",
    };

    /// <summary>low, medium or high; models also say it as a number from 0 to 1 or in per cent.</summary>
    public static string Confidence(string? text) => OneOf(text, ["low", "medium", "high"]) ?? Share(text) switch
    {
        null => "medium",
        < 0.4 => "low",
        < 0.75 => "medium",
        _ => "high",
    };

    /// <summary>The same as a number from 0 to 1.</summary>
    public static double ConfidenceScore(string? text) => Share(text) ?? Confidence(text) switch
    {
        "low" => 0.3,
        "high" => 0.9,
        _ => 0.6,
    };

    /// <summary>A share from 0 to 1; of numbers above 1, per cent are meant.</summary>
    public static double Share(double? number, double usual) => number switch
    {
        null or < 0 => usual,
        <= 1 => number.Value,
        <= 100 => number.Value / 100,
        _ => usual,
    };

    /// <summary>One of a few words, in any case and with anything behind it ("High - it is due tomorrow"); null when it is none.</summary>
    public static string? OneOf(string? text, params IReadOnlyList<string> words) =>
        text is null ? null : words.FirstOrDefault(word => FirstWord().Match(text).Value.Equals(word, StringComparison.OrdinalIgnoreCase));

    /// <summary>What stands behind the name in lines such as <c>Hours: 3</c>, up to the next name; null when no line has the first name.</summary>
    public static IReadOnlyList<string?>? Fields(string text, params string[] names)
    {
        var values = new string?[names.Length];
        var current = -1;
        foreach (var line in text.Split(['\n', '\r'], StringSplitOptions.RemoveEmptyEntries))
        {
            var plain = line.Trim(' ', '*', '-', '\t');
            var found = Array.FindIndex(names, name => plain.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase));
            if (found >= 0)
                (current, values[found]) = (found, plain[(names[found].Length + 1)..].Trim(' ', '*'));
            else if (current >= 0)
                values[current] += "\n" + line.Trim();
        }

        return values[0] is null ? null : values;
    }

    /// <summary>The number that a text begins with. A comma before three digits parts thousands, any other is a decimal point.</summary>
    public static double? Number(string? text) =>
        text is not null && LeadingNumber().Match(text) is { Success: true } number
            ? double.Parse(
                $"{number.Groups["whole"].Value.Replace(",", "", StringComparison.Ordinal)}.{number.Groups["part"].Value}0", CultureInfo.InvariantCulture)
            : null;

    /// <summary>
    /// How long something takes, in words: "3", "about 30 minutes", "2h 30m", "1,5 hours", or "2-3 hours", of which it is the mean. Null when the
    /// text is something else, such as days: of how many hours they are, only who wrote it knows.
    /// </summary>
    /// <param name="text">The words.</param>
    /// <param name="unit">The minutes of what is counted, also by a number without a unit: 60 or 1.</param>
    public static double? Time(string? text, int unit)
    {
        if (text is null || LeadingTime().Match(text) is not { Success: true, Groups: var parts })
            return null;
        if (parts["bare"].Success)
            return Mean(parts["bare"].Value);
        return parts["hours"].Success || parts["minutes"].Success
            ? (Mean(parts["hours"].Value) * 60 + Mean(parts["minutes"].Value)) / unit
            : null;
    }

    private static double Mean(string range) => Amounts().Matches(range).Select(amount => Number(amount.Value)!.Value).DefaultIfEmpty().Average();

    private static double? Share(string? text) =>
        text is not null && double.TryParse(text.Trim().TrimEnd('%'), CultureInfo.InvariantCulture, out var number) && number is >= 0 and <= 100
            ? Share(number, 0)
            : null;

    [GeneratedRegex(@"^\s*([-*•]\s+|\d{1,3}[.)]\s+|\[[ xX]\]\s+)+")]
    private static partial Regex Bullet();

    private const string Amount = @"\d{1,15}(,\d{3}(?!\d))*([.,]\d{1,15})?";

    private const string Range = $"(?>{Amount}(\\s*(-|–|to)\\s*{Amount})?)";

    [GeneratedRegex(@"^\s*(?<whole>-?\d{1,15}(,\d{3}(?!\d))*)([.,](?<part>\d{1,15}))?")]
    private static partial Regex LeadingNumber();

    [GeneratedRegex(
        $@"^[\s~*]*((about|around|approximately|approx\.?|ca\.?)\s+)?((?<bare>{Range})|((?<hours>{Range})\s*h(ours?|rs?)?(?![a-z]))?[\s,]*(and\s+)?((?<minutes>{Range})\s*m(inutes?|ins?)?(?![a-z]))?)\s*($|[\r\n(;,.*])",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex LeadingTime();

    [GeneratedRegex(Amount)]
    private static partial Regex Amounts();

    [GeneratedRegex(@"\p{L}+")]
    private static partial Regex FirstWord();
}
