namespace Halext.Domain.Operations;

/// <summary>
/// What an admin did, or tried to do. Written once and never changed; it outlives the accounts that it speaks of, so it refers to them by value.
/// </summary>
public sealed class AuditEntry
{
    public const int NameMaxLength = 254;
    public const int ViaMaxLength = 20;
    public const int ActionMaxLength = 100;
    public const int OutcomeMaxLength = 100;
    public const int TargetTypeMaxLength = 50;
    public const int TargetIdMaxLength = 254;
    public const int AddressMaxLength = 45;
    public const int RequestIdMaxLength = 128;

    /// <summary>The outcome of what succeeded; any other is the code of the refusal.</summary>
    public const string Success = "OK";

    private AuditEntry(string via, string action, string outcome, string payload) => (Via, Action, Outcome, Payload) = (via, action, outcome, payload);

    /// <summary>Grows with time.</summary>
    public long Id { get; private set; }

    public DateTimeOffset At { get; private set; }

    /// <summary>Who; null for whoever holds the machine, and for those who could not show who they are.</summary>
    public int? ActorId { get; private set; }

    /// <summary>The user name as it was then.</summary>
    public string? ActorName { get; private set; }

    /// <summary>By which credential: session, api_key, job or system; password where somebody signs in.</summary>
    public string Via { get; private set; }

    /// <summary>The use case's name.</summary>
    public string Action { get; private set; }

    /// <summary><see cref="Success"/>, or the code of the refusal.</summary>
    public string Outcome { get; private set; }

    /// <summary>What sort of thing it was done to, such as <c>users</c>.</summary>
    public string? TargetType { get; private set; }

    public string? TargetId { get; private set; }

    /// <summary>The client's IP address.</summary>
    public string? Address { get; private set; }

    /// <summary>The <c>X-Request-ID</c>, or the job.</summary>
    public string? RequestId { get; private set; }

    /// <summary>The request as JSON, without secrets.</summary>
    public string Payload { get; private set; }

    /// <summary>What was changed as it was, as JSON without secrets; null for what is new, and where nothing was changed.</summary>
    public string? Before { get; private set; }

    /// <summary>The same as it is since then; null for what is gone.</summary>
    public string? After { get; private set; }
}
