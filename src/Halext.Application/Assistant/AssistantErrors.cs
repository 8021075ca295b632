using Halext.Domain.Common;

namespace Halext.Application.Assistant;

/// <summary>What asking a model ends in, beside what its provider says (<see cref="ProviderException"/>).</summary>
internal static class AssistantErrors
{
    public static readonly Error Timeout = new("PROVIDER_TIMEOUT", ErrorKind.Unavailable, "The model did not answer in time.");

    /// <summary>The model answered, twice, but not with what was asked for.</summary>
    public static Error InvalidAnswer(string problem) =>
        new("INVALID_AI_RESPONSE", ErrorKind.Invalid, $"The model's answer cannot be used: {problem} Another model may do better.");
}
