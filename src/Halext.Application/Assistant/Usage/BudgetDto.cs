namespace Halext.Application.Assistant.Usage;

/// <summary>What a person may spend, and has spent, in the current month and day (UTC).</summary>
/// <param name="UserId">The person.</param>
/// <param name="MonthlyLimitUsd">US dollars a month; null means no limit.</param>
/// <param name="MonthlySpentUsd">Spent this month.</param>
/// <param name="MonthlyReservedUsd">What running calls may still cost.</param>
/// <param name="MonthlyRemainingUsd">Null without a limit.</param>
/// <param name="DailyTokenLimit">Tokens a day; null means no limit.</param>
/// <param name="DailyTokensUsed">Used today.</param>
/// <param name="DailyTokensReserved">What running calls may still use.</param>
/// <param name="DailyTokensRemaining">Null without a limit.</param>
/// <param name="IsOwnLimit">Whether an administrator set limits for this person alone.</param>
public sealed record BudgetDto(
    int UserId,
    decimal? MonthlyLimitUsd,
    decimal MonthlySpentUsd,
    decimal MonthlyReservedUsd,
    decimal? MonthlyRemainingUsd,
    long? DailyTokenLimit,
    long DailyTokensUsed,
    long DailyTokensReserved,
    long? DailyTokensRemaining,
    bool IsOwnLimit)
{
    internal static BudgetDto Of(int userId, decimal? ownMonthly, long? ownDaily, AssistantSettings settings, SpendingState state)
    {
        var (monthly, daily) = (ownMonthly ?? settings.MonthlyBudget, ownDaily ?? settings.DailyTokens);
        return new BudgetDto(
            userId,
            monthly,
            state.MonthlyCost,
            state.ReservedCost,
            monthly is { } money ? Math.Max(0, money - state.MonthlyCost - state.ReservedCost) : null,
            daily,
            state.DailyTokens,
            state.ReservedTokens,
            daily is { } tokens ? Math.Max(0, tokens - state.DailyTokens - state.ReservedTokens) : null,
            ownMonthly is not null || ownDaily is not null);
    }
}
