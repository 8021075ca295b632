using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Application.Operations.Backups;
using Halext.Infrastructure.Common.Configuration;
using Halext.Infrastructure.Operations.Backups;
using Halext.WebApi.Common.Hosting;
using Npgsql;

namespace Halext.WebApi.Common.Cli;

/// <summary>Backups by hand: the same use case as every night, and the way back.</summary>
internal static class BackupCommand
{
    public static async Task<int> Create(HalextSettings settings, CancellationToken ct)
    {
        await using var database = await DatabaseAccess.OpenForCommand(settings, ct);
        await using var app = HalextServer.Build(settings, database.ConnectionString);
        await using var scope = app.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentUser>().Set(Actor.System);
        var backup = await scope.ServiceProvider.GetRequiredService<ISender>().Send(new BackUpDatabase(), ct);
        if (backup.Failed)
            return await Fail(backup.Error.Message);
        Console.WriteLine($"{Path.Combine(settings.Backups.Directory!, backup.Value.File)}: {backup.Value.Bytes:N0} bytes in {backup.Value.Seconds:0.0} s, {backup.Value.Deleted} old ones deleted.");
        if (backup.Value.Undeleted > 0)
            await Console.Error.WriteLineAsync($"halext: {backup.Value.Undeleted} old ones could not be deleted; the log says why.");
        return 0;
    }

    public static async Task<int> Restore(HalextSettings settings, string file, bool force, CancellationToken ct)
    {
        await using var database = await DatabaseAccess.OpenForCommand(settings, ct);
        var target = new NpgsqlConnectionStringBuilder(database.ConnectionString);
        try
        {
            if (await new DatabaseRestore(database.ConnectionString).Restore(file, force, ct) is { } refusal)
                return await Fail(refusal);
        }
        catch (PostgresToolException e)
        {
            return await Fail($"Nothing was restored, and nothing has changed. {e.Message}");
        }

        Console.WriteLine($"Restored {file} into {target.Host}:{target.Port}/{target.Database}. Halext brings it up to date when it starts.");
        return 0;
    }

    private static async Task<int> Fail(string message)
    {
        await Console.Error.WriteLineAsync("halext: " + message);
        return 1;
    }
}
