using Halext.Domain.Common;

namespace Halext.Domain.Planner;

/// <summary>Somebody whom an event was shared with does not see it any more.</summary>
public sealed record EventUnshared(int EventId, int UserId) : IDomainEvent
{
    public string Stream => $"event:{EventId}";
}
