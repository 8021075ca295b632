using FluentValidation;
using Halext.Application.Common.Auditing;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Accounts;
using Halext.Domain.Common;

namespace Halext.Application.Accounts.SignIn;

/// <summary>Opens a session for an admin's page. Whoever is no admin is told so, and gets none.</summary>
[Public]
[Audited]
public sealed record SignInAsAdmin(string Username, string Password) : ICommand<SessionDto>;

internal sealed class SignInAsAdminValidator : AbstractValidator<SignInAsAdmin>
{
    public SignInAsAdminValidator()
    {
        RuleFor(x => x.Username).NotEmpty().MaximumLength(User.UsernameMaxLength);
        RuleFor(x => x.Password).NotEmpty().MaximumLength(User.PasswordMaxLength);
    }
}

internal sealed class SignInAsAdminHandler(IAccountsDb db, ISender sender, AuditTrail trail) : ICommandHandler<SignInAsAdmin, SessionDto>
{
    public async Task<Result<SessionDto>> Handle(SignInAsAdmin request, CancellationToken ct)
    {
        await using var transaction = await db.BeginTransactionAsync(ct);
        var session = await sender.Send(new SignInWithPassword(request.Username, request.Password), ct);

        if (!session.Failed)
            trail.IsBy(session.Value.User.Id);

        // Without the commit there is no session. A wrong password is committed: it counts.
        if (!session.Failed && !session.Value.User.IsAdmin)
            return Error.Forbidden("Only an admin may sign in here.");
        await transaction.CommitAsync(ct);
        return session;
    }
}
