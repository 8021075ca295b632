using FluentValidation;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Common;

namespace Halext.Application.Assistant.Credentials;

/// <summary>Deletes the signed-in person's own key for a provider.</summary>
public sealed record DeleteCredential(string Provider) : ICommand;

internal sealed class DeleteCredentialValidator : AbstractValidator<DeleteCredential>
{
    public DeleteCredentialValidator() => RuleFor(x => x.Provider).IsProvider();
}

internal sealed class DeleteCredentialHandler(CredentialBook book, ICurrentUser user) : ICommandHandler<DeleteCredential>
{
    public Task<Result<Done>> Handle(DeleteCredential request, CancellationToken ct) => book.Delete(user.Id, request.Provider, ct);
}
