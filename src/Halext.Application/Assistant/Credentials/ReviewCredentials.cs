using Halext.Application.Assistant.Providers;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Common;

namespace Halext.Application.Assistant.Credentials;

/// <summary>The calling administrator's keys, or those stored for everybody.</summary>
/// <param name="Shared">Those for everybody.</param>
[AdminOnly]
public sealed record ReviewCredentials(bool Shared = false) : IQuery<IReadOnlyList<CredentialStatusDto>>;

internal sealed class ReviewCredentialsHandler(IAssistantFacts facts, AssistantSettings settings, ISecretProtector secrets, ICurrentUser user)
    : IQueryHandler<ReviewCredentials, IReadOnlyList<CredentialStatusDto>>
{
    public async Task<Result<IReadOnlyList<CredentialStatusDto>>> Handle(ReviewCredentials request, CancellationToken ct)
    {
        var stored = await facts.Of(user.Id, ct);
        return CredentialBook.ForOldClients(request.Shared
            ? CredentialBook.Shared(stored, secrets)
            : CredentialBook.Of(new Reach(stored, settings, secrets), settings, secrets));
    }
}
