using AutoMapper;
using Halext.Application.Accounts.SignIn;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Common;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Accounts.ApiKeys;

/// <summary>Ends an API key at once; it stays in the list.</summary>
[SessionOnly]
public sealed record RevokeApiKey(int Id) : ICommand<ApiKeyDto>;

internal sealed class RevokeApiKeyHandler(IAccountsDb db, ICurrentUser user, IAccountCache cache, IMapper mapper, TimeProvider clock)
    : ICommandHandler<RevokeApiKey, ApiKeyDto>
{
    public async Task<Result<ApiKeyDto>> Handle(RevokeApiKey request, CancellationToken ct)
    {
        var key = await db.ApiKeys.FirstOrDefaultAsync(k => k.Id == request.Id && k.UserId == user.Id, ct);
        if (key is null)
            return Error.NotFound("API key", request.Id);

        key.Revoke(clock.GetUtcNow());
        await db.SaveChangesAsync(ct);
        cache.Forget(user.Id);
        return mapper.Map<ApiKeyDto>(key);
    }
}
