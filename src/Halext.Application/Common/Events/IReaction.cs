using Halext.Domain.Common;

namespace Halext.Application.Common.Events;

/// <summary>
/// What follows from something that has happened. Runs after the commit, in a session of its own and on nobody's behalf; again when it
/// fails, and also when the process died after it: doing it twice must do no harm. Found by itself.
/// </summary>
public interface IReaction<in TEvent>
    where TEvent : IDomainEvent
{
    Task React(TEvent happened, CancellationToken ct);
}
