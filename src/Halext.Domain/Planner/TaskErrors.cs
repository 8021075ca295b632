using Halext.Domain.Common;

namespace Halext.Domain.Planner;

/// <summary>What tasks refuse.</summary>
public static class TaskErrors
{
    public static Error NotFound(int id) => Error.NotFound("Task", id);
}
