using FluentValidation;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Common;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Accounts.Users;

/// <summary>The user names of accounts by id; those that are gone are left out. Internal: other modules ask it on their users' behalf, whatever their key may do.</summary>
[Public]
internal sealed record NameUsers(IReadOnlyCollection<int> Ids) : IQuery<Dictionary<int, string>>
{
    public const int Max = 100_000;
}

internal sealed class NameUsersValidator : AbstractValidator<NameUsers>
{
    public NameUsersValidator() => RuleFor(x => x.Ids).Must(ids => ids.Count <= NameUsers.Max).WithMessage($"At most {NameUsers.Max} accounts at once.");
}

internal sealed class NameUsersHandler(IAccountsDb db) : IQueryHandler<NameUsers, Dictionary<int, string>>
{
    public async Task<Result<Dictionary<int, string>>> Handle(NameUsers request, CancellationToken ct) =>
        await db.Users.AsNoTracking()
            .Where(u => request.Ids.Contains(u.Id))
            .Select(u => new { u.Id, u.Username })
            .ToDictionaryAsync(u => u.Id, u => u.Username, ct);
}
