using FluentValidation;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Common;

namespace Halext.Application.Assistant.Credentials;

/// <summary>Deletes the calling administrator's key for a provider or, when shared, the one for everybody.</summary>
[AdminOnly]
public sealed record RemoveCredential(string Provider, bool Shared = false) : ICommand;

internal sealed class RemoveCredentialValidator : AbstractValidator<RemoveCredential>
{
    public RemoveCredentialValidator() => RuleFor(x => x.Provider).IsProvider();
}

internal sealed class RemoveCredentialHandler(CredentialBook book, ICurrentUser user) : ICommandHandler<RemoveCredential>
{
    public Task<Result<Done>> Handle(RemoveCredential request, CancellationToken ct) =>
        book.Delete(request.Shared ? null : user.Id, request.Provider, ct);
}
