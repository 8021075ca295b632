using System.Runtime.InteropServices;
using Halext.Infrastructure.Common.Configuration;
using Halext.Infrastructure.Common.PrivateCluster;
using Halext.WebApi.Common.Hosting;

namespace Halext.WebApi.Common.Cli;

/// <summary>What the program can be told to do. The script <c>./halext</c> hands its commands on to here.</summary>
internal static class CommandLine
{
    private const string Help =
        """
        halext serve [--no-worker]       serve the API (the default), and run jobs beside it unless told not to
        halext worker [--queue A,B] [--concurrency N] [--name NAME] [--loglevel LEVEL] [--no-scheduler]
                                         run jobs and serve nothing
        halext migrate                   bring the database up to date
        halext user create [--admin] --username NAME --email ADDRESS [--full-name NAME] [--password-stdin]
        halext user make-admin NAME      give an account the rights of an admin
        halext backup                    write the database into a file below BACKUP_DIR
        halext restore FILE [--force]    make the database from such a file; replaces what is there only when forced
        halext doctor                    check configuration, database and proxy
        halext health                    ask the server that runs here whether it is ready (exit code 0) or not (1)
        halext openapi [FILE]            write the OpenAPI document

        Settings come from the environment and from .env; see docs/configuration.md.
        """;

    /// <returns>The exit code: 0 done, 1 failed, 2 wrong usage.</returns>
    public static async Task<int> Run(string[] args)
    {
        using var stop = new CancellationTokenSource();
        using var interrupt = OnSignal(PosixSignal.SIGINT, stop);
        using var terminate = OnSignal(PosixSignal.SIGTERM, stop);
        using var hangUp = OnSignal(PosixSignal.SIGHUP, stop);
        try
        {
            var environment = OperatorEnvironment.Read();
            return args switch
            {
                [] or ["serve"] => await ServeCommand.Run(Settings(environment), environment, stop.Token),
                ["serve", "--no-worker"] => await ServeCommand.Run(WithoutWorker(Settings(environment)), environment, stop.Token),
                ["worker", .. var options] => await WorkerCommand.Run(Settings(environment), options, stop.Token),
                ["migrate"] => await MigrateCommand.Run(Settings(environment), stop.Token),
                ["user", "create", .. var options] => await UserCommand.Create(Settings(environment), options, stop.Token),
                ["user", "make-admin", var name] => await UserCommand.MakeAdmin(Settings(environment), name, stop.Token),
                ["backup"] => await BackupCommand.Create(Settings(environment), stop.Token),
                ["restore", var file] => await BackupCommand.Restore(Settings(environment), file, force: false, stop.Token),
                ["restore", var file, "--force"] => await BackupCommand.Restore(Settings(environment), file, force: true, stop.Token),
                ["doctor"] => await DoctorCommand.Run(environment, stop.Token),
                ["health"] => await HealthCommand.Run(Settings(environment), stop.Token),
                ["openapi", .. var file] when file.Length <= 1 => await OpenApiCommand.Run(file.FirstOrDefault(), stop.Token),
                ["help"] or ["--help"] or ["-h"] => Say(Help, 0),
                _ => Say(Help, 2),
            };
        }
        catch (ConfigurationException e)
        {
            foreach (var problem in e.Problems)
                await Console.Error.WriteLineAsync("halext: " + problem);
            return 1;
        }
        catch (PrivatePostgresException e)
        {
            await Console.Error.WriteLineAsync("halext: " + e.Message);
            return 1;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return 0;
        }
    }

    private static HalextSettings Settings(OperatorEnvironment environment) =>
        HalextSettings.Load(environment.Configuration, environment.IsProduction);

    private static HalextSettings WithoutWorker(HalextSettings settings) =>
        settings with { Jobs = settings.Jobs with { Worker = false, Scheduler = false } };

    private static int Say(string text, int exitCode)
    {
        Console.WriteLine(text);
        return exitCode;
    }

    private static PosixSignalRegistration OnSignal(PosixSignal signal, CancellationTokenSource stop) =>
        PosixSignalRegistration.Create(signal, context =>
        {
            context.Cancel = true;
            stop.Cancel();
        });
}
