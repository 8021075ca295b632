using Halext.Infrastructure.Common.Configuration;
using Halext.WebApi.Common.Hosting;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Halext.WebApi.Common.Cli;

/// <summary>Writes the OpenAPI document that the server serves; needs no database.</summary>
internal static class OpenApiCommand
{
    private static readonly Dictionary<string, string?> Configuration = new()
    {
        ["DATABASE_URL"] = "postgresql://nobody@127.0.0.1:1/none",
        ["SECRET_KEY"] = "0123456789abcdefghijklmnopqrstuvwxyzABCDEF",
        ["LOG_LEVEL"] = "critical",
        ["JOBS_WORKER"] = "false",
        ["JOBS_SCHEDULER"] = "false",
    };

    public static async Task<int> Run(string? file, CancellationToken ct)
    {
        var settings = HalextSettings.Load(new ConfigurationBuilder().AddInMemoryCollection(Configuration).Build(), isProduction: false);
        await using var app = HalextServer.Build(settings, settings.ConnectionString!, builder =>
        {
            builder.WebHost.UseUrls("http://127.0.0.1:0");

            // Routes are all that the document is made from; what works behind them would only look for a database.
            builder.Services.RemoveAll<IHostedService>();
        });
        await app.StartAsync(ct);
        using var client = app.Services.GetRequiredService<IHttpClientFactory>().CreateClient();
        var document = await client.GetStringAsync(new Uri(new Uri(app.Urls.First()), "/openapi.json"), ct);
        if (file is null)
            Console.WriteLine(document);
        else
            await File.WriteAllTextAsync(file, document + "\n", ct);
        await app.StopAsync(ct);
        return 0;
    }
}
