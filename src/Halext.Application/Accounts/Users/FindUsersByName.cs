using FluentValidation;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Accounts;
using Halext.Domain.Common;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Accounts.Users;

/// <summary>The accounts with these user names, in any case; unknown ones are left out. Internal: other modules ask it on their users' behalf, whatever their key may do.</summary>
[Public]
internal sealed record FindUsersByName(IReadOnlyList<string> Usernames) : IQuery<IReadOnlyList<UserNameDto>>
{
    public const int Max = 200;

    /// <summary>Further accounts that are wanted too, which saves a statement of their own.</summary>
    public IReadOnlyCollection<int> AndIds { get; init; } = [];
}

/// <summary>What other modules may know of an account.</summary>
internal sealed record UserNameDto(int Id, string Username);

internal sealed class FindUsersByNameValidator : AbstractValidator<FindUsersByName>
{
    public FindUsersByNameValidator()
    {
        RuleFor(x => x.Usernames).Must(names => names.Count <= FindUsersByName.Max).WithMessage($"At most {FindUsersByName.Max} user names at once.");
        RuleFor(x => x.AndIds).Must(ids => ids.Count <= NameUsers.Max).WithMessage($"At most {NameUsers.Max} accounts at once.");
        RuleForEach(x => x.Usernames).MaximumLength(User.EmailMaxLength);
    }
}

internal sealed class FindUsersByNameHandler(IAccountsDb db) : IQueryHandler<FindUsersByName, IReadOnlyList<UserNameDto>>
{
    public async Task<Result<IReadOnlyList<UserNameDto>>> Handle(FindUsersByName request, CancellationToken ct)
    {
        var keys = request.Usernames.Select(User.ToKey).ToList();
        return await db.Users.AsNoTracking()
            .Where(u => (u.IsActive && keys.Contains(u.UsernameKey)) || request.AndIds.Contains(u.Id))
            .Select(u => new UserNameDto(u.Id, u.Username))
            .ToListAsync(ct);
    }
}
