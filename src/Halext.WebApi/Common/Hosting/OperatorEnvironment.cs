using Halext.Infrastructure.Common.Configuration;

namespace Halext.WebApi.Common.Hosting;

/// <summary>What the operator set: the process's environment, and below it the file <c>.env</c>, which the app reads by itself.</summary>
internal sealed record OperatorEnvironment(IConfiguration Configuration, string EnvFile, bool EnvFileExists, bool IsProduction)
{
    /// <exception cref="ConfigurationException">The file cannot be read.</exception>
    public static OperatorEnvironment Read()
    {
        var path = Path.GetFullPath(Environment.GetEnvironmentVariable("HALEXT_ENV_FILE") ?? ".env");
        var exists = File.Exists(path);
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(exists ? Parse(path) : [])
            .AddEnvironmentVariables()
            .Build();
        return new OperatorEnvironment(configuration, path, exists, IsProductionName(configuration));
    }

    /// <summary>Whoever does not say that this is development gets production's strictness.</summary>
    private static bool IsProductionName(IConfiguration configuration)
    {
        var name = configuration["ASPNETCORE_ENVIRONMENT"] ?? configuration["ENVIRONMENT"] ?? Environments.Production;
        return name.ToLowerInvariant() is not ("development" or "dev" or "test" or "testing");
    }

    private static Dictionary<string, string?> Parse(string path)
    {
        try
        {
            return DotEnv.Parse(File.ReadLines(path));
        }
        catch (Exception e) when (e is FormatException or IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException([$"{path} cannot be read: {e.Message}."]);
        }
    }
}
