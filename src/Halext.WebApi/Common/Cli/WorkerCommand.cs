using Halext.Infrastructure.Common.Configuration;
using Halext.Infrastructure.Common.Data;
using Halext.WebApi.Common.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Halext.WebApi.Common.Cli;

/// <summary>Runs jobs until it is told to stop, and serves nobody: the same program without its port.</summary>
internal static class WorkerCommand
{
    private static readonly TimeSpan Drain = TimeSpan.FromSeconds(30);

    public static async Task<int> Run(HalextSettings settings, string[] options, CancellationToken stop)
    {
        if (Read(settings, options) is not { } worker)
        {
            await Console.Error.WriteLineAsync("usage: halext worker [--queue A,B] [--concurrency N] [--name NAME] [--loglevel LEVEL] [--no-scheduler]");
            return 2;
        }

        await using var database = await DatabaseAccess.OpenForCommand(worker, stop);
        await using var app = HalextServer.Build(worker, database.ConnectionString, builder =>
            builder.Services.Replace(ServiceDescriptor.Singleton<IServer, NoServer>()));
        if (worker.MigrateOnStart)
            await app.Services.GetRequiredService<Migrator>().Migrate(stop);
        await app.StartAsync(stop);
        Console.WriteLine($"Worker        {worker.Jobs.Name}, {worker.Jobs.Concurrency} jobs at once, {(worker.Jobs.Queues is [] ? "all queues" : string.Join(", ", worker.Jobs.Queues))}");
        await app.WaitForShutdownAsync(stop);
        return stop.IsCancellationRequested ? 0 : 1;
    }

    private static HalextSettings? Read(HalextSettings settings, string[] options)
    {
        // Whoever stops a worker waits for its jobs; whoever stops a server waits for the server.
        var jobs = settings.Jobs with { Worker = true, Name = "worker", Drain = settings.Jobs.Drain < Drain ? Drain : settings.Jobs.Drain };
        for (var i = 0; i < options.Length; i++)
        {
            var value = i + 1 < options.Length ? options[i + 1] : null;
            switch (options[i])
            {
                case "--no-scheduler":
                    jobs = jobs with { Scheduler = false };
                    continue;
                case "--queue" or "--queues" when value is not null && JobSettings.ReadQueues(value) is { } queues:
                    jobs = jobs with { Queues = queues };
                    break;
                case "--concurrency" when int.TryParse(value, out var concurrency) && concurrency is >= 1 and <= JobSettings.ConcurrencyMax:
                    jobs = jobs with { Concurrency = concurrency };
                    break;
                case "--name" when value is { Length: <= 100 }:
                    jobs = jobs with { Name = value };
                    break;
                case "--loglevel" when value is not null && HalextSettings.ReadLevel(value) is { } level:
                    settings = settings with { LogLevel = level };
                    break;
                default:
                    return null;
            }

            i++;
        }

        return settings with { Jobs = jobs, ServesApi = false };
    }

    /// <summary>Listens nowhere.</summary>
    private sealed class NoServer : IServer
    {
        public IFeatureCollection Features { get; } = new FeatureCollection();

        public Task StartAsync<TContext>(IHttpApplication<TContext> application, CancellationToken cancellationToken)
            where TContext : notnull => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public void Dispose()
        {
        }
    }
}
