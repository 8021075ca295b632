using Halext.Domain.Common;

namespace Halext.Domain.Workbench;

/// <summary>What the workbench refuses.</summary>
public static class WorkbenchErrors
{
    public static readonly Error AnswerStopped = new("ANSWER_STOPPED", ErrorKind.Conflict, "The answer was stopped before it began.");

    public static readonly Error ModelIsShared =
        Error.Forbidden("Only an administrator, or the owner of the machine that it runs on, may start and stop this model.");

    public static Error ModelNotStartable(string model) =>
        new("MODEL_NOT_STARTABLE", ErrorKind.Invalid, $"'{model}' is not run by an Ollama: it can neither be started nor stopped.");
}
