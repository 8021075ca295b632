namespace Halext.TestKit;

/// <summary>Where the sources are, for tests of files that are committed and of programs that are built.</summary>
public static class Repository
{
    public static string Root { get; } = FindRoot();

    /// <summary>The server's program, of the same build configuration as the tests.</summary>
    public static string ServerProgram
    {
        get
        {
            // artifacts/bin/<project>/<configuration>/
            var configuration = Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
            return Path.Combine(Root, "artifacts", "bin", "Halext.WebApi", configuration, "Halext.WebApi.dll");
        }
    }

    private static string FindRoot()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory.FullName, "Halext.sln")))
            directory = directory.Parent ?? throw new InvalidOperationException("The tests do not run inside the repository.");
        return directory.FullName;
    }
}
