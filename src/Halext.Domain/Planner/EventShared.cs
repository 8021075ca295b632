using Halext.Domain.Common;

namespace Halext.Domain.Planner;

/// <summary>The owner has shared an event with somebody who did not see it before.</summary>
public sealed record EventShared(int EventId, int UserId) : IDomainEvent
{
    public string Stream => $"event:{EventId}";
}
