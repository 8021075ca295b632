using Halext.Infrastructure.Common.Configuration;
using Halext.Infrastructure.Common.Data;
using Halext.WebApi.Common.Hosting;

namespace Halext.WebApi.Common.Cli;

/// <summary>Applies the pending migrations.</summary>
internal static class MigrateCommand
{
    public static async Task<int> Run(HalextSettings settings, CancellationToken ct)
    {
        await using var database = await DatabaseAccess.OpenForCommand(settings, ct);
        await using var app = HalextServer.Build(settings, database.ConnectionString);
        var applied = await app.Services.GetRequiredService<Migrator>().Migrate(ct);
        Console.WriteLine(applied.Count == 0 ? "The database is up to date." : $"Applied {string.Join(", ", applied)}.");
        return 0;
    }
}
