using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Common;

namespace Halext.Application.Operations.Server;

/// <summary>Says that there is no web client to build here: old clients have a button for it, and must not be told that it worked.</summary>
[AdminOnly]
public sealed record RebuildFrontend : ICommand<ActionDto>;

internal sealed class RebuildFrontendHandler : ICommandHandler<RebuildFrontend, ActionDto>
{
    public Task<Result<ActionDto>> Handle(RebuildFrontend request, CancellationToken ct) => Task.FromResult<Result<ActionDto>>(ServerErrors.NoFrontend);
}
