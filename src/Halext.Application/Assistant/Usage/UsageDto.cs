using Halext.Domain.Assistant;

namespace Halext.Application.Assistant.Usage;

/// <summary>What usage is summed by.</summary>
public enum UsageGrouping
{
    Day,
    Model,

    /// <summary>For administrators.</summary>
    User,
}

/// <summary>Sums of the ledger.</summary>
public sealed class UsageSumDto
{
    /// <summary>UTC; when summed by day.</summary>
    public DateOnly? Day { get; init; }

    /// <summary>When summed by model.</summary>
    public string? Model { get; init; }

    /// <summary>When summed by user; null for those who deleted their account.</summary>
    public int? UserId { get; init; }

    public int Calls { get; init; }

    public long PromptTokens { get; init; }

    public long CompletionTokens { get; init; }

    public long TotalTokens => PromptTokens + CompletionTokens;

    /// <summary>US dollars, of the calls whose price is known; null when it is of none.</summary>
    public decimal? CostUsd { get; init; }

    /// <summary>Calls of models whose price nobody knows.</summary>
    public int UnpricedCalls { get; init; }

    public double AverageLatencyMs { get; init; }

    /// <summary>Calls whose tokens are counted by us, because the provider did not say.</summary>
    public int EstimatedCalls { get; init; }
}

/// <summary>What was used in a time.</summary>
/// <param name="From">The first day, UTC.</param>
/// <param name="To">The last day, UTC.</param>
/// <param name="GroupBy">What the items are sums by.</param>
/// <param name="Total">Of the whole time.</param>
/// <param name="Items">The newest days first, or the dearest models or users, at most 500.</param>
public sealed record UsageDto(DateOnly From, DateOnly To, UsageGrouping GroupBy, UsageSumDto Total, IReadOnlyList<UsageSumDto> Items);
