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
public sealed record Reservation(Guid Id, int UserId, decimal Cost, long Tokens);

/// <summary>What a call cost.</summary>
/// <param name="CallId">Its reservation ends with it.</param>
public sealed record Expense(
    Guid CallId,
    int UserId,
    ModelIdentifier Model,
    string Route,
    int? ConversationId,
    int PromptTokens,
    int CompletionTokens,
    decimal Cost,
    bool IsEstimated,
    TimeSpan Latency,
    UseOutcome Outcome);

/// <summary>What is spent and set aside in the current month and day.</summary>
public sealed record SpendingState(decimal MonthlyCost, decimal ReservedCost, long DailyTokens, long ReservedTokens);

/// <summary>The ledger and the budgets. Works outside of any transaction: what was spent stays entered when a use case fails.</summary>
public interface ISpending
{
    /// <summary>A call that takes longer has lost its reservation; so has one whose process died.</summary>
    static readonly TimeSpan ReservationLifetime = TimeSpan.FromMinutes(15);

    /// <summary>Sets aside what a call may cost, or nothing when a limit does not cover it; however many calls ask at once. One statement.</summary>
    /// <returns>BUDGET_EXCEEDED when a limit does not cover it.</returns>
    Task<Result<Done>> Reserve(Reservation reservation, SpendingLimits limits, CancellationToken ct);

    /// <summary>Frees what was set aside for a call that cost nothing.</summary>
    Task Release(int userId, Guid callId, CancellationToken ct);

    /// <summary>Enters a call in the ledger, charges the account, and ends the reservation. One statement.</summary>
    Task Settle(Expense expense, CancellationToken ct);

    Task<SpendingState> Of(int userId, CancellationToken ct);
}
