using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Halext.Domain.Planner;

/// <summary>How often a rule steps; the smaller, the finer.</summary>
public enum RecurrenceFrequency
{
    Secondly,
    Minutely,
    Hourly,
    Daily,
    Weekly,
    Monthly,
    Yearly,
}

/// <summary>One entry of BYDAY.</summary>
/// <param name="Day">The day of the week.</param>
/// <param name="Ordinal">Which one in the month or year, from the end when negative; 0 for every one.</param>
public readonly record struct RecurrenceDay(DayOfWeek Day, int Ordinal);

/// <summary>What kind of time UNTIL holds.</summary>
public enum RecurrenceUntilKind
{
    /// <summary>A day, which is included as a whole.</summary>
    Date,

    /// <summary>A time of the event's own time zone.</summary>
    Local,

    /// <summary>An instant.</summary>
    Utc,
}

/// <summary>The last moment at which an occurrence may start.</summary>
public readonly record struct RecurrenceUntil(DateTime Value, RecurrenceUntilKind Kind);

/// <summary>
/// A recurrence rule, RFC 5545 §3.3.10. Reading is strict: what the RFC forbids is refused with a sentence that says what is wrong, instead
/// of being guessed at differently by every client. Lists are sorted and free of duplicates; <see cref="ToString"/> is canonical.
/// </summary>
public sealed class RecurrenceRule
{
    public const int TextMaxLength = 500;

    /// <summary>More than anybody plans; it bounds the search for the last occurrence.</summary>
    public const int CountMax = 10_000;

    public const int IntervalMax = 10_000;

    private const string Prefix = "RRULE:";
    private static readonly string[] DayNames = ["SU", "MO", "TU", "WE", "TH", "FR", "SA"];

    private RecurrenceRule()
    {
    }

    public RecurrenceFrequency Frequency { get; private init; }

    /// <summary>Every how many steps of the frequency, from 1.</summary>
    public int Interval { get; private init; } = 1;

    /// <summary>How many occurrences there are, the start included; null when that is not limited.</summary>
    public int? Count { get; private init; }

    /// <summary>The last moment at which an occurrence may start; null when that is not limited.</summary>
    public RecurrenceUntil? Until { get; private init; }

    public DayOfWeek WeekStart { get; private init; } = DayOfWeek.Monday;

    public IReadOnlyList<int> BySecond { get; private init; } = [];

    public IReadOnlyList<int> ByMinute { get; private init; } = [];

    public IReadOnlyList<int> ByHour { get; private init; } = [];

    public IReadOnlyList<RecurrenceDay> ByDay { get; private init; } = [];

    public IReadOnlyList<int> ByMonthDay { get; private init; } = [];

    public IReadOnlyList<int> ByYearDay { get; private init; } = [];

    public IReadOnlyList<int> ByWeekNo { get; private init; } = [];

    public IReadOnlyList<int> ByMonth { get; private init; } = [];

    public IReadOnlyList<int> BySetPos { get; private init; } = [];

    public bool IsSubDaily => Frequency < RecurrenceFrequency.Daily;

    private bool HasDayParts => ByDay.Count + ByMonthDay.Count + ByYearDay.Count + ByWeekNo.Count > 0;

    /// <summary>A rule without BY… parts.</summary>
    public static RecurrenceRule Every(RecurrenceFrequency frequency, int interval, RecurrenceUntil? until = null) =>
        new() { Frequency = frequency, Interval = interval, Until = until };

    /// <summary>The same steps up to <paramref name="until"/>, or for ever when it is null; a COUNT is dropped.</summary>
    public RecurrenceRule EndingAt(RecurrenceUntil? until) => Copy(Interval, null, until);

    /// <summary>The same steps, <paramref name="count"/> times; an UNTIL is dropped.</summary>
    public RecurrenceRule Times(int count) => Copy(Interval, count, null);

    /// <summary>The same rule with steps of another size.</summary>
    public RecurrenceRule Stepping(int interval) => Copy(interval, Count, Until);

    /// <summary>Reads a rule, with or without <c>RRULE:</c> before it and in any case.</summary>
    /// <param name="text">Such as <c>FREQ=WEEKLY;BYDAY=MO,WE</c>.</param>
    /// <param name="rule">The rule, when there is one.</param>
    /// <param name="problem">What is wrong, as a sentence for a person, when there is none.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out RecurrenceRule? rule, [NotNullWhen(false)] out string? problem)
    {
        rule = null;
        try
        {
            rule = Parse(text);
            problem = null;
            return true;
        }
        catch (FormatException e)
        {
            problem = e.Message;
            return false;
        }
    }

    public override string ToString()
    {
        var parts = new List<string> { "FREQ=" + Frequency.ToString().ToUpperInvariant() };
        if (Until is { } until)
            parts.Add("UNTIL=" + Format(until));
        if (Count is { } count)
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"COUNT={count}"));
        if (Interval != 1)
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"INTERVAL={Interval}"));
        Add("BYSECOND", BySecond);
        Add("BYMINUTE", ByMinute);
        Add("BYHOUR", ByHour);
        if (ByDay.Count > 0)
            parts.Add("BYDAY=" + string.Join(',', ByDay.Select(d => (d.Ordinal == 0 ? "" : Text(d.Ordinal)) + DayNames[(int)d.Day])));
        Add("BYMONTHDAY", ByMonthDay);
        Add("BYYEARDAY", ByYearDay);
        Add("BYWEEKNO", ByWeekNo);
        Add("BYMONTH", ByMonth);
        Add("BYSETPOS", BySetPos);
        if (WeekStart != DayOfWeek.Monday)
            parts.Add("WKST=" + DayNames[(int)WeekStart]);
        return string.Join(';', parts);

        void Add(string name, IReadOnlyList<int> values)
        {
            if (values.Count > 0)
                parts.Add($"{name}={string.Join(',', values.Select(Text))}");
        }
    }

    private static RecurrenceRule Parse(string text)
    {
        var parts = Parts(text);
        var rule = new RecurrenceRule
        {
            Frequency = Frequencies(parts.GetValueOrDefault("FREQ")),
            Interval = parts.TryGetValue("INTERVAL", out var interval) ? Number("INTERVAL", interval, 1, IntervalMax) : 1,
            Count = parts.TryGetValue("COUNT", out var count) ? Number("COUNT", count, 1, CountMax) : null,
            Until = parts.TryGetValue("UNTIL", out var until) ? ParseUntil(until) : null,
            WeekStart = parts.TryGetValue("WKST", out var weekStart) ? Weekday(weekStart) : DayOfWeek.Monday,

            // Where leap seconds are not kept, RFC 5545 wants 60 to mean 59.
            BySecond = [.. Numbers(parts, "BYSECOND", 0, 60).Select(s => Math.Min(s, 59)).Distinct()],
            ByMinute = Numbers(parts, "BYMINUTE", 0, 59),
            ByHour = Numbers(parts, "BYHOUR", 0, 23),
            ByDay = parts.TryGetValue("BYDAY", out var days) ? [.. days.Split(',').Select(Day).Distinct().Order(DayOrder)] : [],
            ByMonthDay = Numbers(parts, "BYMONTHDAY", -31, 31),
            ByYearDay = Numbers(parts, "BYYEARDAY", -366, 366),
            ByWeekNo = Numbers(parts, "BYWEEKNO", -53, 53),
            ByMonth = Numbers(parts, "BYMONTH", 1, 12),
            BySetPos = Numbers(parts, "BYSETPOS", -366, 366),
        };
        rule.RefuseWhatTheRfcForbids();
        return rule;
    }

    private void RefuseWhatTheRfcForbids()
    {
        Refuse(Count is not null && Until is not null, "COUNT and UNTIL exclude each other.");
        Refuse(ByMonthDay.Count > 0 && Frequency is RecurrenceFrequency.Weekly, "BYMONTHDAY has no meaning with FREQ=WEEKLY.");
        Refuse(
            ByYearDay.Count > 0 && Frequency is (RecurrenceFrequency.Daily or RecurrenceFrequency.Weekly or RecurrenceFrequency.Monthly),
            "BYYEARDAY has no meaning with FREQ=DAILY, WEEKLY or MONTHLY.");
        Refuse(ByWeekNo.Count > 0 && Frequency is not RecurrenceFrequency.Yearly, "BYWEEKNO needs FREQ=YEARLY.");
        var hasOrdinals = ByDay.Any(d => d.Ordinal != 0);
        Refuse(
            hasOrdinals && Frequency is not (RecurrenceFrequency.Monthly or RecurrenceFrequency.Yearly),
            "BYDAY with a number, such as 2MO, needs FREQ=MONTHLY or YEARLY.");
        Refuse(hasOrdinals && ByWeekNo.Count > 0, "BYDAY with a number excludes BYWEEKNO.");
        Refuse(
            BySetPos.Count > 0 && !HasDayParts && ByMonth.Count + ByHour.Count + ByMinute.Count + BySecond.Count == 0,
            "BYSETPOS needs another BY… part to choose from.");

        static void Refuse(bool isWrong, string problem)
        {
            if (isWrong)
                throw new FormatException(problem);
        }
    }

    private RecurrenceRule Copy(int interval, int? count, RecurrenceUntil? until) => new()
    {
        Frequency = Frequency,
        Interval = interval,
        Count = count,
        Until = until,
        WeekStart = WeekStart,
        BySecond = BySecond,
        ByMinute = ByMinute,
        ByHour = ByHour,
        ByDay = ByDay,
        ByMonthDay = ByMonthDay,
        ByYearDay = ByYearDay,
        ByWeekNo = ByWeekNo,
        ByMonth = ByMonth,
        BySetPos = BySetPos,
    };

    private static readonly HashSet<string> Known =
    [
        "FREQ", "UNTIL", "COUNT", "INTERVAL", "BYSECOND", "BYMINUTE", "BYHOUR", "BYDAY", "BYMONTHDAY", "BYYEARDAY", "BYWEEKNO", "BYMONTH",
        "BYSETPOS", "WKST",
    ];

    private static Dictionary<string, string> Parts(string text)
    {
        var trimmed = text.Trim().ToUpperInvariant();
        if (trimmed.Length > TextMaxLength)
            throw new FormatException($"A recurrence rule has at most {TextMaxLength} characters.");
        if (trimmed.StartsWith(Prefix, StringComparison.Ordinal))
            trimmed = trimmed[Prefix.Length..];

        var parts = new Dictionary<string, string>();
        foreach (var part in trimmed.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var sign = part.IndexOf('=', StringComparison.Ordinal);
            var name = sign < 0 ? part : part[..sign].Trim();
            if (!Known.Contains(name))
                throw new FormatException($"'{Shortened(name)}' is no part of a recurrence rule.");
            if (sign < 0 || !parts.TryAdd(name, part[(sign + 1)..].Trim()))
                throw new FormatException(sign < 0 ? $"{name} has no value." : $"{name} stands there twice.");
        }

        return parts;
    }

    private static RecurrenceFrequency Frequencies(string? text) => text switch
    {
        "SECONDLY" => RecurrenceFrequency.Secondly,
        "MINUTELY" => RecurrenceFrequency.Minutely,
        "HOURLY" => RecurrenceFrequency.Hourly,
        "DAILY" => RecurrenceFrequency.Daily,
        "WEEKLY" => RecurrenceFrequency.Weekly,
        "MONTHLY" => RecurrenceFrequency.Monthly,
        "YEARLY" => RecurrenceFrequency.Yearly,
        null => throw new FormatException("A recurrence rule needs a FREQ, such as FREQ=WEEKLY."),
        _ => throw new FormatException($"'{Shortened(text)}' is no FREQ: it is one of SECONDLY, MINUTELY, HOURLY, DAILY, WEEKLY, MONTHLY, YEARLY."),
    };

    private static RecurrenceUntil ParseUntil(string text)
    {
        (string Pattern, RecurrenceUntilKind Kind)[] forms =
        [
            ("yyyyMMdd'T'HHmmss'Z'", RecurrenceUntilKind.Utc),
            ("yyyyMMdd'T'HHmmss", RecurrenceUntilKind.Local),
            ("yyyyMMdd", RecurrenceUntilKind.Date),
        ];
        foreach (var (pattern, kind) in forms)
        {
            if (DateTime.TryParseExact(text, pattern, CultureInfo.InvariantCulture, DateTimeStyles.None, out var value))
                return new RecurrenceUntil(value, kind);
        }

        throw new FormatException($"UNTIL is a date or time such as 20261231T225959Z, not '{Shortened(text)}'.");
    }

    private static string Format(RecurrenceUntil until) => until.Value.ToString(
        until.Kind switch
        {
            RecurrenceUntilKind.Utc => "yyyyMMdd'T'HHmmss'Z'",
            RecurrenceUntilKind.Local => "yyyyMMdd'T'HHmmss",
            _ => "yyyyMMdd",
        },
        CultureInfo.InvariantCulture);

    /// <summary>Numbers that may be negative exclude 0: they count from one or the other end.</summary>
    private static int[] Numbers(Dictionary<string, string> parts, string name, int min, int max) =>
        parts.TryGetValue(name, out var list) ? [.. list.Split(',').Select(n => Number(name, n, min, max)).Distinct().Order()] : [];

    private static int Number(string name, string text, int min, int max) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
        && number >= min && number <= max && (number != 0 || min >= 0)
            ? number
            : throw new FormatException($"{name} takes numbers from {min} to {max}{(min < 0 ? " without 0" : "")}, not '{Shortened(text)}'.");

    private static RecurrenceDay Day(string text)
    {
        var day = text.Trim();
        if (day.Length < 2)
            throw new FormatException($"BYDAY takes days such as MO or -1FR, not '{Shortened(day)}'.");
        return new RecurrenceDay(Weekday(day[^2..]), day.Length == 2 ? 0 : Number("BYDAY", day[..^2], -53, 53));
    }

    private static DayOfWeek Weekday(string text) => Array.IndexOf(DayNames, text) is var index and >= 0
        ? (DayOfWeek)index
        : throw new FormatException($"'{Shortened(text)}' is no day of the week: it is one of MO, TU, WE, TH, FR, SA, SU.");

    private static readonly Comparer<RecurrenceDay> DayOrder =
        Comparer<RecurrenceDay>.Create((a, b) => (a.Ordinal, ((int)a.Day + 6) % 7).CompareTo((b.Ordinal, ((int)b.Day + 6) % 7)));

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Shortened(string text) => text.Length <= 30 ? text : text[..30] + "…";
}
