namespace Halext.Domain.Assistant;

/// <summary>How an answer ended.</summary>
public enum UseOutcome
{
    Complete,

    /// <summary>The provider stopped in the middle.</summary>
    Cut,

    /// <summary>Whoever asked went away.</summary>
    Abandoned,
}

/// <summary>An entry of the ledger: what one call of a model used.</summary>
public sealed class ModelUse
{
    public const int RouteMaxLength = 100;

    /// <summary>Two years: this one, and the one to compare it with.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(731);

    private ModelUse(string model, string route) => (Model, Route) = (model, route);

    public long Id { get; private set; }

    /// <summary>Null when the account is gone: what was spent stays spent.</summary>
    public int? UserId { get; private set; }

    public DateTimeOffset At { get; private set; }

    /// <summary>Of <see cref="At"/>, in UTC.</summary>
    public DateOnly Day { get; private set; }

    /// <summary>The identifier of the model that answered.</summary>
    public string Model { get; private set; }

    /// <summary>Where the person asked.</summary>
    public string Route { get; private set; }

    public int? ConversationId { get; private set; }

    public int PromptTokens { get; private set; }

    public int CompletionTokens { get; private set; }

    /// <summary>US dollars; null where nobody knew the model's price.</summary>
    public decimal? Cost { get; private set; }

    /// <summary>Whether the tokens are counted by us (four characters each) because the provider did not say.</summary>
    public bool IsEstimated { get; private set; }

    public int LatencyMs { get; private set; }

    public UseOutcome Outcome { get; private set; }
}

/// <summary>What a person spends: settled sums of the month and the day, and what running calls may still cost.</summary>
public sealed class SpendingAccount
{
    private SpendingAccount(string reservations) => Reservations = reservations;

    public int UserId { get; private set; }

    /// <summary>The first day of the month that <see cref="MonthlyCost"/> is of, in UTC.</summary>
    public DateOnly Month { get; private set; }

    /// <summary>US dollars; what has no known price is charged with what is assumed (<see cref="PriceList.Charged"/>).</summary>
    public decimal MonthlyCost { get; private set; }

    /// <summary>The day that <see cref="DailyTokens"/> is of, in UTC.</summary>
    public DateOnly Day { get; private set; }

    public long DailyTokens { get; private set; }

    /// <summary>JSON: by the id of the call its <c>cost</c>, <c>tokens</c> and <c>until</c>. In the row itself, so that one row lock covers all.</summary>
    public string Reservations { get; private set; }
}
