using System.Security.Cryptography;
using System.Text;
using FluentValidation;
using Halext.Application.Accounts.SignIn;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Application.Planner.DemoData;
using Halext.Domain.Accounts;
using Halext.Domain.Common;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Accounts.Users;

/// <summary>Opens an account. Admins are made by the command line or by an admin, never here.</summary>
/// <param name="Username">The name to sign in with; absent, one is made of the address (which also signs in, but is not shown to others).</param>
/// <param name="Email">A new e-mail address.</param>
/// <param name="Password">At least <see cref="User.PasswordMinLength"/> characters.</param>
/// <param name="FullName">A name for display.</param>
[Public]
public sealed record RegisterUser(string? Username, string Email, string Password, string? FullName) : ICommand<UserDto>
{
    /// <summary>What came in the header <c>X-Halext-Code</c>.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public string? AccessCode { get; init; }

    /// <summary>Whether to fill the account with examples.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public bool CreateDemoData { get; init; }
}

internal sealed class RegisterUserAuthorizer(AccountSettings settings) : IAuthorizer<RegisterUser>
{
    public Error? Refusal(RegisterUser request) =>
        settings.AccessCode is null || Same(settings.AccessCode, request.AccessCode ?? "") ? null : AccountErrors.WrongAccessCode;

    private static bool Same(string a, string b) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(a), Encoding.UTF8.GetBytes(b));
}

internal sealed class RegisterUserValidator : AbstractValidator<RegisterUser>
{
    public RegisterUserValidator()
    {
        RuleFor(x => x.Email).IsEmail();
        RuleFor(x => x.Password).IsNewPassword();
        RuleFor(x => x.FullName).IsFullName();
        RuleFor(x => x.Username)
            .Must((x, name) => string.IsNullOrEmpty(name) || User.IsValidUsername(name.Trim(), x.Email ?? ""))
            .WithMessage("A user name has no spaces, commas or slashes, and an @ only if it is your e-mail address.");
    }
}

internal sealed class RegisterUserHandler(IAccountsDb db, IPasswordHasher hasher, ISender sender, TimeProvider clock)
    : ICommandHandler<RegisterUser, UserDto>
{
    public async Task<Result<UserDto>> Handle(RegisterUser request, CancellationToken ct)
    {
        var email = request.Email.Trim();
        var username = string.IsNullOrEmpty(request.Username) ? User.NameFrom(email) : request.Username.Trim();
        var clash = await FindClash(User.ToKey(username), User.ToKey(email), ct);
        if (clash == AccountErrors.UsernameTaken && string.IsNullOrEmpty(request.Username))
            username += "-" + RandomNumberGenerator.GetHexString(6, lowercase: true);
        else if (clash is not null)
            return clash;

        var user = User.Register(username, email, hasher.Hash(request.Password), request.FullName, clock.GetUtcNow());
        db.Users.Add(user);
        await using var transaction = await db.BeginTransactionAsync(ct);
        await db.SaveChangesAsync(ct);
        var demo = new DemoDataDto([], [], [], []);
        if (request.CreateDemoData)
        {
            var created = await sender.Send(new CreateDemoData(user.Id), ct);
            if (created.Failed)
                return created.Error;
            demo = created.Value;
        }

        await transaction.CommitAsync(ct);
        return UserDto.Of(user, clock.GetUtcNow(), demo.Tasks, demo.Events, demo.Pages, demo.Labels);
    }

    /// <summary>
    /// Names and addresses share one name space, because sign-in takes either: nobody may take a name that is another's address.
    /// </summary>
    private async Task<Error?> FindClash(string username, string email, CancellationToken ct)
    {
        var taken = await db.Users.AsNoTracking()
            .Where(u => u.EmailKey == email || u.UsernameKey == username || u.EmailKey == username || u.UsernameKey == email)
            .Select(u => new { u.EmailKey, u.UsernameKey })
            .ToListAsync(ct);
        if (taken.Any(t => t.EmailKey == email || t.UsernameKey == email))
            return AccountErrors.EmailTaken;
        return taken.Count > 0 ? AccountErrors.UsernameTaken : null;
    }
}
