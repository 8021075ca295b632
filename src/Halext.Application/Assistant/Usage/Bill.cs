using Halext.Domain.Assistant;
using Halext.Domain.Common;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;

namespace Halext.Application.Assistant.Usage;

/// <summary>Who asks, and where; the same for all attempts of a call.</summary>
internal sealed record Asker(int UserId, string Route, int? ConversationId)
{
    public Guid CallId { get; } = Guid.CreateVersion7();
}

/// <summary>What one call uses: set aside before it, counted while it runs, settled in the end, however it ends.</summary>
internal sealed partial class Bill(ISpending spending, Asker asker, SpendingLimits limits, PriceList prices, TimeProvider clock, ILogger logger)
{
    /// <summary>Whoever asked may be gone; the books are closed all the same, but not waited for without end.</summary>
    private static readonly TimeSpan SettleTimeout = TimeSpan.FromSeconds(5);

    /// <summary>As long as the next piece of an answer may take.</summary>
    private static readonly TimeSpan LastPiece = TimeSpan.FromMinutes(2);

    private ModelIdentifier? _model;
    private int _promptEstimate;
    private long _characters;

    /// <summary>Calls of tools came in pieces, which are counted; what comes behind them is the same once more.</summary>
    private bool _hasPieces;
    private UsageDetails? _usage;
    private long _start;
    private bool _isReserved;
    private DateTimeOffset _reservedUntil;

    /// <summary>What was entered; null before <see cref="Settle"/>.</summary>
    public ModelUsage? Used { get; private set; }

    /// <summary>
    /// Whether what was set aside will soon be free for other calls. An answer that somebody reads that slowly ends before, or many of them at once
    /// would pass the limits.
    /// </summary>
    public bool Lapses => _isReserved && clock.GetUtcNow() > _reservedUntil - LastPiece;

    /// <summary>Sets aside what the question and the answer cost with this model, in place of what was set aside for another one.</summary>
    /// <param name="model">Who is asked.</param>
    /// <param name="promptEstimate">What the question probably has.</param>
    /// <param name="promptMax">What it has at most.</param>
    /// <param name="longest">What the answer has at most.</param>
    /// <param name="shortest">What it has to be allowed at least.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <returns>What the answer may have.</returns>
    public async Task<Result<int>> Open(ModelIdentifier model, int promptEstimate, int promptMax, int longest, int shortest, CancellationToken ct)
    {
        (_model, _promptEstimate, _characters, _hasPieces, _usage, _start) = (model, promptEstimate, 0, false, null, clock.GetTimestamp());
        if (!limits.AreSet)
            return longest;

        _reservedUntil = clock.GetUtcNow() + ISpending.ReservationLifetime;
        var price = prices.Charged(model);
        var reserved = await spending.Reserve(
            new Reservation(asker.CallId, asker.UserId, promptMax, price.Reading(promptMax), price.Writing(1), longest, shortest), limits, ct);
        _isReserved |= !reserved.Failed;
        _start = clock.GetTimestamp();
        return reserved;
    }

    /// <summary>Counts a piece of the answer, or takes the provider's own count.</summary>
    public void Count(IEnumerable<AIContent> contents)
    {
        foreach (var content in contents)
        {
            _hasPieces |= content is ToolCallPiece;
            if (content is UsageContent counted)
                Count(counted.Details);
            else if (!_hasPieces || content is not FunctionCallContent)
                _characters += TokenEstimate.TextOf(content).Sum(text => (long)text.Length);
        }
    }

    /// <inheritdoc cref="Count(IEnumerable{AIContent})"/>
    public void Count(UsageDetails? usage)
    {
        if (usage is not null)
            (_usage ??= new UsageDetails()).Add(usage);
    }

    /// <summary>Enters what was used.</summary>
    public Task Settle(UseOutcome outcome)
    {
        var prompt = Tokens(_usage?.InputTokenCount) ?? _promptEstimate;
        var completion = Tokens(_usage?.OutputTokenCount) ?? TokenEstimate.Of(_characters);
        var isEstimated = _usage is not { InputTokenCount: not null, OutputTokenCount: not null };
        var (known, charged) = (prices.Of(_model!), prices.Charged(_model!));
        Used = new ModelUsage(prompt, completion, known?.Reading(prompt), known?.Writing(completion));
        var expense = new Expense(
            asker.CallId, asker.UserId, _model!, asker.Route, asker.ConversationId, prompt, completion, Used.TotalCost,
            charged.Reading(prompt) + charged.Writing(completion), isEstimated, clock.GetElapsedTime(_start), outcome);
        return Close(ct => spending.Settle(expense, ct));
    }

    /// <summary>Nothing was used.</summary>
    public Task Release() => _isReserved ? Close(ct => spending.Release(asker.UserId, asker.CallId, ct)) : Task.CompletedTask;

    private static int? Tokens(long? count) => count is { } tokens ? TokenEstimate.Clamp(tokens) : null;

    private async Task Close(Func<CancellationToken, Task> work)
    {
        using var timeout = new CancellationTokenSource(SettleTimeout);
        try
        {
            await work(timeout.Token);
        }
        catch (Exception e)
        {
            // The answer is there and paid for: it must not be lost with its entry. The reservation ends by itself.
            LogNotSettled(logger, asker.CallId, e);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The use of a model by call {CallId} could not be entered in the ledger")]
    private static partial void LogNotSettled(ILogger logger, Guid callId, Exception exception);
}
