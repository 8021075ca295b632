using System.Net.Sockets;
using Halext.Infrastructure.Common.Configuration;
using Halext.Infrastructure.Common.Data;
using Halext.WebApi.Common.Hosting;

namespace Halext.WebApi.Common.Cli;

/// <summary>Serves until it is told to stop.</summary>
internal static class ServeCommand
{
    public static async Task<int> Run(HalextSettings settings, OperatorEnvironment environment, CancellationToken stop)
    {
        if (PortHolder.Find(settings.Port) is { } holder)
        {
            await Console.Error.WriteLineAsync($"halext: port {settings.Port} is in use by {holder}; stop it or set API_PORT.");
            return 1;
        }

        await using var database = await DatabaseAccess.OpenForServer(settings, stop);
        await using var app = HalextServer.Build(settings, database.ConnectionString);
        if (settings.MigrateOnStart)
            await app.Services.GetRequiredService<Migrator>().Migrate(stop);

        try
        {
            await app.StartAsync(stop);
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            await Console.Error.WriteLineAsync($"halext: cannot listen on {settings.Host}:{settings.Port}: {e.Message}");
            return 1;
        }

        Announce(settings, environment, database);
        await app.WaitForShutdownAsync(stop);

        // A background service that fails stops the server too; service managers restart only what says that it failed.
        return stop.IsCancellationRequested ? 0 : 1;
    }

    private static void Announce(HalextSettings settings, OperatorEnvironment environment, DatabaseAccess database)
    {
        var url = settings.LocalUrl;
        foreach (var warning in settings.Health.Warnings)
            Console.WriteLine("warning:      " + warning);
        Console.WriteLine($"API           {url}/api");
        Console.WriteLine($"Docs          {url}/docs  (ReDoc: {url}/redoc)");
        Console.WriteLine($"Health        {url}/health");
        Console.WriteLine($"Database      {(database.ClusterDirectory is { } directory ? $"private PostgreSQL in {directory}" : "DATABASE_URL")}");
        Console.WriteLine($"Environment   {(settings.IsProduction ? "production" : "development")}, {(environment.EnvFileExists ? environment.EnvFile : "no .env")}");
        Console.WriteLine($"First admin   {(settings.IsProduction ? "halext" : "./halext")} user create --admin --username NAME --email ADDRESS");
        Console.WriteLine("Stop          Ctrl-C");
    }
}
