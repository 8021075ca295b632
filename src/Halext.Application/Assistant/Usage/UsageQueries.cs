using System.Linq.Expressions;
using FluentValidation;
using Halext.Domain.Assistant;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Assistant.Usage;

internal static class UsageQueries
{
    public const int DaysMax = 366;
    private const int UsualDays = 30;
    private const int ItemsMax = 500;

    public static void IsUsageWindow<T>(this AbstractValidator<T> validator, Func<T, DateTimeOffset?> from, Func<T, DateTimeOffset?> to, TimeProvider clock) =>
        validator.RuleFor(x => x).Must(x => Window(from(x), to(x), clock) is var (first, last) && first <= last && last.DayNumber - first.DayNumber < DaysMax)
            .WithName("From").OverridePropertyName("From").WithMessage($"The time ends after its beginning, and within {DaysMax} days.");

    /// <summary>Whole days; without a beginning the last thirty.</summary>
    public static (DateOnly First, DateOnly Last) Window(DateTimeOffset? from, DateTimeOffset? to, TimeProvider clock)
    {
        var last = DateOnly.FromDateTime((to ?? clock.GetUtcNow()).UtcDateTime);
        return (from is { } first ? DateOnly.FromDateTime(first.UtcDateTime) : DateOnly.FromDayNumber(Math.Max(0, last.DayNumber - UsualDays + 1)), last);
    }

    public static async Task<UsageDto> Summarize(this IQueryable<ModelUse> uses, DateOnly from, DateOnly to, UsageGrouping groupBy, CancellationToken ct)
    {
        uses = uses.Where(u => u.Day >= from && u.Day <= to);
        var total = await Sum(uses, _ => 1).SingleOrDefaultAsync(ct);
        var items = groupBy switch
        {
            UsageGrouping.Day => (await Sum(uses, u => u.Day).OrderByDescending(s => s.Key).Take(ItemsMax).ToListAsync(ct)).Select(s => Dto(s, day: s.Key)),
            UsageGrouping.Model => (await Dearest(Sum(uses, u => u.Model)).ToListAsync(ct)).Select(s => Dto(s, model: s.Key)),
            _ => (await Dearest(Sum(uses, u => u.UserId)).ToListAsync(ct)).Select(s => Dto(s, userId: s.Key)),
        };
        return new UsageDto(from, to, groupBy, total is null ? new UsageSumDto { CostUsd = 0 } : Dto(total), [.. items]);
    }

    private static IQueryable<Sums<TKey>> Dearest<TKey>(IQueryable<Sums<TKey>> sums) =>
        sums.OrderByDescending(s => s.Cost).ThenByDescending(s => s.Calls).ThenBy(s => s.Key).Take(ItemsMax);

    private static IQueryable<Sums<TKey>> Sum<TKey>(IQueryable<ModelUse> uses, Expression<Func<ModelUse, TKey>> by) =>
        uses.GroupBy(by).Select(g => new Sums<TKey>
        {
            Key = g.Key,
            Calls = g.Count(),
            Prompt = g.Sum(u => (long)u.PromptTokens),
            Completion = g.Sum(u => (long)u.CompletionTokens),
            Cost = g.Sum(u => u.Cost ?? 0),
            Unpriced = g.Count(u => u.Cost == null),
            Latency = g.Average(u => u.LatencyMs),
            Estimated = g.Count(u => u.IsEstimated),
        });

    private static UsageSumDto Dto<TKey>(Sums<TKey> sums, DateOnly? day = null, string? model = null, int? userId = null) => new()
    {
        Day = day,
        Model = model,
        UserId = userId,
        Calls = sums.Calls,
        PromptTokens = sums.Prompt,
        CompletionTokens = sums.Completion,
        CostUsd = sums.Unpriced == sums.Calls ? null : sums.Cost,
        UnpricedCalls = sums.Unpriced,
        AverageLatencyMs = Math.Round(sums.Latency, 1),
        EstimatedCalls = sums.Estimated,
    };

    private sealed class Sums<TKey>
    {
        public required TKey Key { get; init; }

        public required int Calls { get; init; }

        public required long Prompt { get; init; }

        public required long Completion { get; init; }

        public required decimal Cost { get; init; }

        public required int Unpriced { get; init; }

        public required double Latency { get; init; }

        public required int Estimated { get; init; }
    }
}
