using Halext.Domain.Assistant;
using Halext.Domain.Common;

namespace Halext.Application.Assistant.Usage;

/// <summary>What a person may spend; null means no limit.</summary>
/// <param name="Monthly">US dollars in a calendar month, UTC.</param>
/// <param name="DailyTokens">Tokens read and written in a day, UTC.</param>
public sealed record SpendingLimits(decimal? Monthly, long? DailyTokens)
{
    public bool AreSet => Monthly is not null || DailyTokens is not null;
}

/// <summary>What a call may cost at most, set aside before it.</summary>
/// <param name="Id">The call; another reservation of the same call takes this one's place.</param>
/// <param name="UserId">Whose budget it is.</param>
/// <param name="PromptTokens">What the question has at most.</param>
/// <param name="PromptCost">What that costs, in US dollars.</param>
/// <param name="TokenPrice">What each token of the answer costs, in US dollars.</param>
/// <param name="Longest">Tokens of the answer that are wanted.</param>
/// <param name="Shortest">Tokens of the answer that will do where the limits do not cover more.</param>
public sealed record Reservation(Guid Id, int UserId, long PromptTokens, decimal PromptCost, decimal TokenPrice, int Longest, int Shortest);

/// <summary>What a call cost.</summary>
/// <param name="CallId">Its reservation ends with it.</param>
/// <param name="Cost">In US dollars, for the ledger; null where nobody knows the model's price.</param>
/// <param name="Charge">What the budget is charged with: the cost, or what is assumed in its place.</param>
public sealed record Expense(
    Guid CallId,
    int UserId,
    ModelIdentifier Model,
    string Route,
    int? ConversationId,
    int PromptTokens,
    int CompletionTokens,
    decimal? Cost,
    decimal Charge,
    bool IsEstimated,
    TimeSpan Latency,
    UseOutcome Outcome);

/// <summary>What is spent and set aside in the current month and day.</summary>
public sealed record SpendingState(decimal MonthlyCost, decimal ReservedCost, long DailyTokens, long ReservedTokens);

/// <summary>
/// The ledger and the budgets. Works outside of any transaction: what was spent stays entered when a use case fails. Everybody sees a change
/// when it returns; a crash of the database itself may take back the changes of its last second.
/// </summary>
public interface ISpending
{
    /// <summary>A call that takes longer has lost its reservation; so has one whose process died.</summary>
    static readonly TimeSpan ReservationLifetime = TimeSpan.FromMinutes(15);

    /// <summary>Sets aside what a call may cost, or nothing when the limits do not cover it; however many calls ask at once. One statement.</summary>
    /// <returns>
    /// How many tokens the answer may have: <see cref="Reservation.Longest"/>, or as many as the limits cover, but not fewer than
    /// <see cref="Reservation.Shortest"/>; BUDGET_EXCEEDED when they do not cover those.
    /// </returns>
    Task<Result<int>> Reserve(Reservation reservation, SpendingLimits limits, CancellationToken ct);

    /// <summary>Frees what was set aside for a call that cost nothing.</summary>
    Task Release(int userId, Guid callId, CancellationToken ct);

    /// <summary>Enters a call in the ledger, charges the account, and ends the reservation. One statement.</summary>
    Task Settle(Expense expense, CancellationToken ct);

    Task<SpendingState> Of(int userId, CancellationToken ct);
}
