using FluentValidation;
using Halext.Application.Common.Data;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Application.Common.Validation;
using Halext.Domain.Common;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Accounts.Users;

/// <summary>All accounts, in the order in which they were made.</summary>
/// <param name="Search">Only those with this in user name, address or full name.</param>
/// <param name="IsAdmin">Only admins, or only others.</param>
/// <param name="IsActive">Only those that are not locked, or only locked ones.</param>
/// <param name="After">Only those behind the account with this id: the last one of the previous page.</param>
/// <param name="Limit">1 to 500.</param>
[AdminOnly]
public sealed record ListAccounts(string? Search = null, bool? IsAdmin = null, bool? IsActive = null, int? After = null, int Limit = 100)
    : IQuery<IReadOnlyList<AdminUserDto>>;

internal sealed class ListAccountsValidator : AbstractValidator<ListAccounts>
{
    public ListAccountsValidator()
    {
        RuleFor(x => x.Search).MaximumLength(Rules.SearchMaxLength);
        RuleFor(x => x.Limit).IsPageSize();
    }
}

internal sealed class ListAccountsHandler(IAccountsDb db, TimeProvider clock) : IQueryHandler<ListAccounts, IReadOnlyList<AdminUserDto>>
{
    public async Task<Result<IReadOnlyList<AdminUserDto>>> Handle(ListAccounts request, CancellationToken ct)
    {
        var users = db.Users.AsNoTracking();
        if (!string.IsNullOrWhiteSpace(request.Search))
        {
            var pattern = LikePattern.Containing(request.Search);
            users = users.Where(u => EF.Functions.Like(u.UsernameKey, pattern, LikePattern.Escape)
                || EF.Functions.Like(u.EmailKey, pattern, LikePattern.Escape)
                || EF.Functions.Like(u.FullName!.ToLower(), pattern, LikePattern.Escape));
        }

        if (request.IsAdmin is { } isAdmin)
            users = users.Where(u => u.IsAdmin == isAdmin);
        if (request.IsActive is { } isActive)
            users = users.Where(u => u.IsActive == isActive);
        if (request.After is { } after)
            users = users.Where(u => u.Id > after);
        return await users.OrderBy(u => u.Id).Take(request.Limit).Select(AdminUserDto.Projection(clock.GetUtcNow())).ToListAsync(ct);
    }
}
