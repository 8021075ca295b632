using FluentValidation;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Common;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Accounts.Users;

/// <summary>
/// Accounts by id, as the signed-in user may see them: other people's addresses and rights are shown to admins only. Those that are gone are
/// left out. Internal: other modules ask it on their users' behalf.
/// </summary>
internal sealed record SummarizeUsers(IReadOnlyCollection<int> Ids) : IQuery<Dictionary<int, UserSummaryDto>>
{
    public const int Max = 100_000;
}

internal sealed class SummarizeUsersValidator : AbstractValidator<SummarizeUsers>
{
    public SummarizeUsersValidator() =>
        RuleFor(x => x.Ids).Must(ids => ids.Count <= SummarizeUsers.Max).WithMessage($"At most {SummarizeUsers.Max} accounts at once.");
}

internal sealed class SummarizeUsersHandler(IAccountsDb db, ICurrentUser user) : IQueryHandler<SummarizeUsers, Dictionary<int, UserSummaryDto>>
{
    public async Task<Result<Dictionary<int, UserSummaryDto>>> Handle(SummarizeUsers request, CancellationToken ct)
    {
        var isAdmin = user.Actor is { IsAdmin: true };
        return await db.Users.AsNoTracking()
            .Where(u => request.Ids.Contains(u.Id))
            .Select(u => new UserSummaryDto
            {
                Id = u.Id,
                Username = u.Username,
                Email = isAdmin || u.Id == user.Id ? u.Email : "",
                FullName = u.FullName,
                IsAdmin = (isAdmin || u.Id == user.Id) && u.IsAdmin,
                CreatedAt = u.CreatedAt,
            })
            .ToDictionaryAsync(u => u.Id, ct);
    }
}
