using Halext.Application.Common.Jobs;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Common;

namespace Halext.Application.Operations.Server;

/// <summary>Builds every index of the product's tables anew while they are in use.</summary>
[AdminOnly]
[Job("operations.reindex", "Builds every index of the product's tables anew.", Category = "maintenance", Retries = 1, TimeoutSeconds = 6 * 3600)]
public sealed record ReindexTables : ICommand<ReindexedDto>;

public sealed record ReindexedDto(int Tables);

internal sealed class ReindexTablesHandler(IDatabaseMaintenance database, IJobProgress progress) : ICommandHandler<ReindexTables, ReindexedDto>
{
    public async Task<Result<ReindexedDto>> Handle(ReindexTables request, CancellationToken ct) =>
        new ReindexedDto(await database.RebuildIndexes((done, all, table) => progress.Report(100 * done / all, table), ct));
}
