using Halext.Application.Messaging;
using Halext.Domain.Common;

namespace Halext.Infrastructure.Messaging;

/// <summary>Stands in where no assistant is configured, and says so.</summary>
internal sealed class UnconfiguredAssistant : IAssistantReply
{
    private static readonly Error NotConfigured = Error.Unavailable("No assistant is configured on this server.");

    public Task<Result<AssistantAnswer>> Answer(AssistantQuestion question, CancellationToken ct) =>
        Task.FromResult<Result<AssistantAnswer>>(NotConfigured);
}
