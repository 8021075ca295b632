using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Common;

namespace Halext.Application.Operations.Server;

/// <summary>Stops this process cleanly, so that whoever supervises it starts it again. Refused where nobody does.</summary>
[AdminOnly]
public sealed record RestartServer : ICommand<ActionDto>;

internal sealed class RestartServerHandler(IServerProcess process) : ICommandHandler<RestartServer, ActionDto>
{
    public Task<Result<ActionDto>> Handle(RestartServer request, CancellationToken ct)
    {
        if (!process.IsSupervised)
            return Task.FromResult<Result<ActionDto>>(ServerErrors.NotSupervised);
        process.StopSoon();
        return Task.FromResult<Result<ActionDto>>(ActionDto.Done("The server is restarting."));
    }
}
