using FluentValidation;
using Halext.Application.Common.Data;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Application.Common.Validation;
using Halext.Domain.Common;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Accounts.Users;

/// <summary>Finds other people by part of their user name or full name, in order of user name.</summary>
public sealed record SearchUsers(string? Q = null, int Limit = 20) : IQuery<IReadOnlyList<UserSummaryDto>>;

internal sealed class SearchUsersValidator : AbstractValidator<SearchUsers>
{
    public SearchUsersValidator()
    {
        RuleFor(x => x.Q).MaximumLength(Rules.SearchMaxLength);
        RuleFor(x => x.Limit).IsPageSize(100);
    }
}

internal sealed class SearchUsersHandler(IAccountsDb db, ICurrentUser user) : IQueryHandler<SearchUsers, IReadOnlyList<UserSummaryDto>>
{
    public async Task<Result<IReadOnlyList<UserSummaryDto>>> Handle(SearchUsers request, CancellationToken ct)
    {
        var pattern = LikePattern.Containing(request.Q ?? "");
        var isAdmin = user.Actor is { IsAdmin: true };

        // Clients need an address and an admin flag in each row, other people's are nobody's business: they see "" and false.
        return await db.Users.AsNoTracking()
            .Where(u => u.Id != user.Id && u.IsActive)
            .Where(u => EF.Functions.Like(u.UsernameKey, pattern, LikePattern.Escape)
                || EF.Functions.Like(u.FullName!.ToLower(), pattern, LikePattern.Escape))
            .OrderBy(u => u.UsernameKey)
            .Take(request.Limit)
            .Select(u => new UserSummaryDto
            {
                Id = u.Id,
                Username = u.Username,
                Email = isAdmin ? u.Email : "",
                FullName = u.FullName,
                IsAdmin = isAdmin && u.IsAdmin,
                CreatedAt = u.CreatedAt,
            })
            .ToListAsync(ct);
    }
}
