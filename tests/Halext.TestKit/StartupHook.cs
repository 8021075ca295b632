using System.Diagnostics;
using System.Runtime.Loader;
using Halext.TestKit.Jobs;
using Microsoft.Extensions.Hosting;

/// <summary>
/// Brings the jobs of the TestKit into a server that runs as a process of its own: .NET calls this before the program when
/// DOTNET_STARTUP_HOOKS names this assembly, and hosts announce themselves while they are built.
/// </summary>
internal static class StartupHook
{
    public static void Initialize()
    {
        var here = Path.GetDirectoryName(typeof(StartupHook).Assembly.Location)!;
        AssemblyLoadContext.Default.Resolving += (context, name) =>
            Path.Combine(here, name.Name + ".dll") is var file && File.Exists(file) ? context.LoadFromAssemblyPath(file) : null;
        DiagnosticListener.AllListeners.Subscribe(new Observer<DiagnosticListener>(listener =>
        {
            if (listener.Name == "Microsoft.Extensions.Hosting")
                listener.Subscribe(new Observer<KeyValuePair<string, object?>>(OnHost));
        }));
    }

    private static void OnHost(KeyValuePair<string, object?> happened)
    {
        if (happened is { Key: "HostBuilding", Value: IHostBuilder builder })
            builder.ConfigureServices(services => services.AddTestJobs());
    }

    private sealed class Observer<T>(Action<T> onNext) : IObserver<T>
    {
        public void OnCompleted()
        {
        }

        public void OnError(Exception error)
        {
        }

        public void OnNext(T value) => onNext(value);
    }
}
