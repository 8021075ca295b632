using Halext.Application.Assistant.Providers;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Common;

namespace Halext.Application.Assistant.Credentials;

/// <summary>For which providers the signed-in person's calls have a key, and whose.</summary>
public sealed record ListCredentials : IQuery<IReadOnlyList<CredentialStatusDto>>;

internal sealed class ListCredentialsHandler(IAssistantFacts facts, AssistantSettings settings, ISecretProtector secrets, ICurrentUser user)
    : IQueryHandler<ListCredentials, IReadOnlyList<CredentialStatusDto>>
{
    public async Task<Result<IReadOnlyList<CredentialStatusDto>>> Handle(ListCredentials request, CancellationToken ct) =>
        CredentialBook.Of(new Reach(await facts.Of(user.Id, ct), settings, secrets), settings, secrets);
}
