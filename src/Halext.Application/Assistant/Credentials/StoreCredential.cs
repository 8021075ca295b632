using FluentValidation;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Assistant;
using Halext.Domain.Common;

namespace Halext.Application.Assistant.Credentials;

/// <summary>Stores a key for the calling administrator or, when shared, for everybody who has none of their own.</summary>
/// <param name="Provider">openai, gemini, anthropic or openwebui.</param>
/// <param name="ApiKey">The key, which is never shown again.</param>
/// <param name="Model">The provider's model to ask first.</param>
/// <param name="KeyName">What to call it.</param>
/// <param name="Shared">Whether it is for everybody.</param>
[AdminOnly]
public sealed record StoreCredential(string Provider, string ApiKey, string? Model = null, string? KeyName = null, bool Shared = false)
    : ICommand<CredentialStatusDto>;

internal sealed class StoreCredentialValidator : AbstractValidator<StoreCredential>
{
    public StoreCredentialValidator()
    {
        RuleFor(x => x.Provider).IsProvider();
        RuleFor(x => x.ApiKey).IsApiKey();
        RuleFor(x => x.Model).MaximumLength(ModelIdentifier.MaxLength);
        RuleFor(x => x.KeyName).MaximumLength(ProviderCredential.NameMaxLength);
    }
}

internal sealed class StoreCredentialHandler(CredentialBook book, ICurrentUser user) : ICommandHandler<StoreCredential, CredentialStatusDto>
{
    public async Task<Result<CredentialStatusDto>> Handle(StoreCredential request, CancellationToken ct) =>
        await book.Save(request.Shared ? null : user.Id, request.Provider, request.ApiKey, request.Model, request.KeyName, ct);
}
