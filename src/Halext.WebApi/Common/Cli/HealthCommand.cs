using Halext.Infrastructure.Common.Configuration;

namespace Halext.WebApi.Common.Cli;

/// <summary>Asks the server that runs here whether it can do its work: for container health checks, because images have no curl.</summary>
internal static class HealthCommand
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    public static async Task<int> Run(HalextSettings settings, CancellationToken ct)
    {
        var services = new ServiceCollection();

        // Containers inherit proxy settings that are not meant for themselves.
        services.AddHttpClient("").ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { UseProxy = false });
        await using var provider = services.BuildServiceProvider();
        using var client = provider.GetRequiredService<IHttpClientFactory>().CreateClient();
        client.Timeout = Timeout;
        var url = settings.LocalUrl + "/ready";
        try
        {
            using var answer = await client.GetAsync(new Uri(url), ct);
            Console.WriteLine(await answer.Content.ReadAsStringAsync(ct));
            return answer.IsSuccessStatusCode ? 0 : 1;
        }
        catch (Exception e) when (e is HttpRequestException || (e is OperationCanceledException && !ct.IsCancellationRequested))
        {
            await Console.Error.WriteLineAsync($"halext: {url} does not answer: {e.Message}");
            return 1;
        }
    }
}
