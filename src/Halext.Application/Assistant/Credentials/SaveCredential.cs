using FluentValidation;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Assistant;
using Halext.Domain.Common;

namespace Halext.Application.Assistant.Credentials;

/// <summary>Stores the signed-in person's own key for a provider, encrypted; it takes the place of an older one. Nobody else's calls use it.</summary>
/// <param name="Provider">openai, gemini, anthropic or openwebui.</param>
/// <param name="ApiKey">The key, which is never shown again.</param>
/// <param name="Model">The provider's model to ask first.</param>
/// <param name="KeyName">What to call it.</param>
public sealed record SaveCredential(string Provider, string ApiKey, string? Model = null, string? KeyName = null) : ICommand<CredentialStatusDto>;

internal sealed class SaveCredentialValidator : AbstractValidator<SaveCredential>
{
    public SaveCredentialValidator()
    {
        RuleFor(x => x.Provider).IsProvider();
        RuleFor(x => x.ApiKey).IsApiKey();
        RuleFor(x => x.Model).MaximumLength(ModelIdentifier.MaxLength);
        RuleFor(x => x.KeyName).MaximumLength(ProviderCredential.NameMaxLength);
    }
}

internal sealed class SaveCredentialHandler(CredentialBook book, ICurrentUser user) : ICommandHandler<SaveCredential, CredentialStatusDto>
{
    public async Task<Result<CredentialStatusDto>> Handle(SaveCredential request, CancellationToken ct) =>
        await book.Save(user.Id, request.Provider, request.ApiKey, request.Model, request.KeyName, ct);
}
