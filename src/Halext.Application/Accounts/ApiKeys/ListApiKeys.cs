using AutoMapper;
using AutoMapper.QueryableExtensions;
using FluentValidation;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Application.Common.Validation;
using Halext.Domain.Common;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Accounts.ApiKeys;

/// <summary>The signed-in user's API keys, newest first, without their secrets.</summary>
public sealed record ListApiKeys(int Limit = 100) : IQuery<IReadOnlyList<ApiKeyDto>>;

internal sealed class ListApiKeysValidator : AbstractValidator<ListApiKeys>
{
    public ListApiKeysValidator() => RuleFor(x => x.Limit).IsPageSize();
}

internal sealed class ListApiKeysHandler(IAccountsDb db, ICurrentUser user, IMapper mapper) : IQueryHandler<ListApiKeys, IReadOnlyList<ApiKeyDto>>
{
    public async Task<Result<IReadOnlyList<ApiKeyDto>>> Handle(ListApiKeys request, CancellationToken ct) =>
        await db.ApiKeys.AsNoTracking()
            .Where(k => k.UserId == user.Id)
            .OrderByDescending(k => k.Id)
            .Take(request.Limit)
            .ProjectTo<ApiKeyDto>(mapper.ConfigurationProvider)
            .ToListAsync(ct);
}
