using Halext.Domain.Common;

namespace Halext.Domain.Assistant;

/// <summary>What a person has chosen for the assistant and what they may spend; one row without an owner holds the choices for everybody.</summary>
public sealed class AssistantProfile
{
    /// <summary>The row for everybody, which the first migration makes.</summary>
    public const int InstanceId = 1;

    public const int FallbacksMax = 10;

    private AssistantProfile(int? ownerId) => OwnerId = ownerId;

    public int Id { get; private set; }

    /// <summary>Null for the choices for everybody.</summary>
    public int? OwnerId { get; private set; }

    /// <summary>Who is asked when nobody in particular is; null leaves it to the instance.</summary>
    public string? DefaultModel { get; private set; }

    /// <summary>Who is asked in turn when the wanted model is out of reach; null leaves it to the instance, empty means nobody.</summary>
    public IReadOnlyList<string>? FallbackModels { get; private set; }

    /// <summary>US dollars a month; null means what the operator configured for everybody.</summary>
    public decimal? MonthlyLimit { get; private set; }

    /// <summary>Tokens a day; null means what the operator configured for everybody.</summary>
    public long? DailyTokenLimit { get; private set; }

    public static AssistantProfile Create(int ownerId) => new(ownerId);

    public void ChooseModel(string? model) => DefaultModel = model;

    public void ChooseFallbacks(IReadOnlyList<string>? models) => FallbackModels = models;

    /// <summary>Sets what is mentioned.</summary>
    public void Limit(Optional<decimal?> monthly, Optional<long?> dailyTokens) =>
        (MonthlyLimit, DailyTokenLimit) = (monthly.IsSet ? monthly.Value : MonthlyLimit, dailyTokens.IsSet ? dailyTokens.Value : DailyTokenLimit);
}
