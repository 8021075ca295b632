using Halext.Application.Bad.Examples;
using Halext.Application.Common.Messaging;
using Halext.Domain.Common;

namespace Halext.Application.Bad.Elsewhere;

internal sealed class StrayHandler : IQueryHandler<ListTasksQuery, int>
{
    public Task<Result<int>> Handle(ListTasksQuery request, CancellationToken ct) => Task.FromResult<Result<int>>(0);
}
