using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Common;

namespace Halext.Application.Operations.Server;

/// <summary>Applies the migrations of this version that the database lacks.</summary>
[AdminOnly]
public sealed record MigrateDatabase : ICommand<MigratedDto>;

/// <inheritdoc cref="ActionDto"/>
/// <param name="Applied">The migrations that were applied.</param>
public sealed record MigratedDto(bool Success, string Status, string Message, IReadOnlyList<string> Applied);

internal sealed class MigrateDatabaseHandler(IDatabaseMaintenance database) : ICommandHandler<MigrateDatabase, MigratedDto>
{
    public async Task<Result<MigratedDto>> Handle(MigrateDatabase request, CancellationToken ct)
    {
        var applied = await database.Migrate(ct);
        var message = applied.Count == 0 ? "The database is up to date." : $"Applied {applied.Count} migrations.";
        return new MigratedDto(true, ActionDto.SuccessStatus, message, applied);
    }
}
