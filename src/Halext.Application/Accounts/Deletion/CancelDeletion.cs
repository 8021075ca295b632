using FluentValidation;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Accounts;
using Halext.Domain.Common;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Accounts.Deletion;

/// <summary>
/// Calls off the deletion of the signed-in person's account; or, with a token from one of the letters, that of the account that the letter
/// is about: whoever cannot sign in any more has the letter.
/// </summary>
/// <param name="Token">From a letter; without it the caller must be signed in.</param>
[Public]
public sealed record CancelDeletion(string? Token) : ICommand<DeletionDto>;

internal sealed class CancelDeletionAuthorizer(ICurrentUser user) : IAuthorizer<CancelDeletion>
{
    public Error? Refusal(CancelDeletion request) => (request.Token, user.Actor) switch
    {
        (not null, _) => null,
        (_, null) => user.Refusal ?? Error.Unauthenticated("Sign in, or send the token of the letter."),
        (_, { Key: not null }) => Error.Forbidden("An API key may not do this; sign in with a password."),
        _ => null,
    };
}

internal sealed class CancelDeletionValidator : AbstractValidator<CancelDeletion>
{
    public CancelDeletionValidator() => RuleFor(x => x.Token).MaximumLength(200);
}

internal sealed class CancelDeletionHandler(IAccountsDb db, ICurrentUser user) : ICommandHandler<CancelDeletion, DeletionDto>
{
    public async Task<Result<DeletionDto>> Handle(CancelDeletion request, CancellationToken ct)
    {
        if (request.Token is null)
        {
            var id = user.Id;
            await db.DeletionRequests.Where(d => d.UserId == id).ExecuteDeleteAsync(ct);
            return new DeletionDto(null);
        }

        var hash = OpaqueToken.Hash(request.Token.Trim());
        var cancelled = await db.DeletionRequests
            .Where(d => db.DeletionTokens.Any(t => t.UserId == d.UserId && t.TokenHash == hash))
            .ExecuteDeleteAsync(ct);
        return cancelled == 0 ? AccountErrors.InvalidCancelToken : new DeletionDto(null);
    }
}
