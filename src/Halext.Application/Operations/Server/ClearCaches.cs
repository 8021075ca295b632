using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Common;

namespace Halext.Application.Operations.Server;

/// <summary>Makes this process forget what it remembers only in order to be faster.</summary>
[AdminOnly]
public sealed record ClearCaches : ICommand<ClearedDto>;

/// <inheritdoc cref="ActionDto"/>
/// <param name="ItemsCleared">How many things were forgotten.</param>
public sealed record ClearedDto(bool Success, string Status, string Message, int ItemsCleared);

internal sealed class ClearCachesHandler(IEnumerable<IClearableCache> caches) : ICommandHandler<ClearCaches, ClearedDto>
{
    public Task<Result<ClearedDto>> Handle(ClearCaches request, CancellationToken ct)
    {
        var cleared = caches.Sum(c => c.Clear());
        return Task.FromResult<Result<ClearedDto>>(new ClearedDto(true, ActionDto.SuccessStatus, $"Cleared {cleared} entries.", cleared));
    }
}
