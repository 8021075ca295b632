namespace Halext.Bench.Stage;

/// <summary>Where the build put the programs that run as processes of their own.</summary>
internal static class Programs
{
    /// <summary>The bench itself, which contains the bare server.</summary>
    public static string Bench { get; } = typeof(Programs).Assembly.Location;

    /// <summary>Halext, built beside the bench in the same configuration.</summary>
    public static string WebApi { get; } = FindWebApi();

    private static string FindWebApi()
    {
        // artifacts/bin/<project>/<configuration>/<assembly>
        var configuration = Path.GetFileName(AppContext.BaseDirectory.TrimEnd('/'));
        return Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "Halext.WebApi", configuration, "Halext.WebApi.dll"));
    }
}
