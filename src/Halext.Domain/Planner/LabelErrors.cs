using Halext.Domain.Common;

namespace Halext.Domain.Planner;

/// <summary>What labels refuse.</summary>
public static class LabelErrors
{
    public static Error NameTaken(string name) =>
        new("LABEL_EXISTS", ErrorKind.Conflict, $"You have a label named '{name}' already.", new Dictionary<string, string[]> { ["Name"] = ["is taken"] });

    public static Error NotFound(int id) => Error.NotFound("Label", id);
}
