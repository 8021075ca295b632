using FluentValidation;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Accounts;
using Halext.Domain.Common;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Accounts.SignIn;

/// <summary>Opens a session with a password.</summary>
/// <param name="Username">The user name or the e-mail address; a user name is tried first.</param>
/// <param name="Password">The password.</param>
[Public]
public sealed record SignInWithPassword(string? Username, string Password) : ICommand<SessionDto>
{
    /// <summary>Another word for <see cref="Username"/>, which some clients use.</summary>
    public string? Email { get; init; }

    /// <summary>OAuth's name for this way of signing in; absent, or exactly <c>password</c>.</summary>
    public string? GrantType { get; init; }
}

internal sealed class SignInWithPasswordValidator : AbstractValidator<SignInWithPassword>
{
    public SignInWithPasswordValidator()
    {
        RuleFor(x => x.Username).NotEmpty().When(x => string.IsNullOrWhiteSpace(x.Email));
        RuleFor(x => x.Username).MaximumLength(User.UsernameMaxLength);
        RuleFor(x => x.Email).MaximumLength(User.EmailMaxLength);
        RuleFor(x => x.Password).NotEmpty().MaximumLength(User.PasswordMaxLength);
        RuleFor(x => x.GrantType).Must(type => type is null or "" or "password").WithMessage("The grant type must be 'password'.");
    }
}

internal sealed class SignInWithPasswordHandler(
    IAccountsDb db, Sessions sessions, PasswordCheck passwords, ISignInThrottle throttle, TimeProvider clock) : ICommandHandler<SignInWithPassword, SessionDto>
{
    public async Task<Result<SessionDto>> Handle(SignInWithPassword request, CancellationToken ct)
    {
        var key = User.ToKey(string.IsNullOrWhiteSpace(request.Username) ? request.Email! : request.Username);
        if (throttle.Attempt(key) is { } refusal)
            return refusal;

        var user = await db.Users.AsNoTracking()
            .Where(u => u.UsernameKey == key || u.EmailKey == key)
            .OrderByDescending(u => u.UsernameKey == key)
            .FirstOrDefaultAsync(ct);
        if (await passwords.Refusal(user, request.Password, AccountErrors.WrongCredentials, ct) is { } wrong)
            return wrong;

        if (!user!.IsActive)
            return AccountErrors.Inactive;

        var now = clock.GetUtcNow();
        await db.Users.Where(u => u.Id == user.Id).ExecuteUpdateAsync(
            set => set.SetProperty(u => u.FailedSignIns, 0).SetProperty(u => u.LastSignInAt, now), ct);
        var session = sessions.Open(user);
        await db.SaveChangesAsync(ct);
        return session;
    }
}
