using Halext.Application.Assistant.Providers;
using Halext.Infrastructure.Common.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Halext.Infrastructure.Assistant.Providers;

/// <summary>The HTTP clients of all adapters. Answers that are failures leave them as <see cref="Application.Assistant.ProviderException"/>.</summary>
internal sealed class ProviderHttp(IHttpClientFactory clients)
{
    private const string OwnHosts = "providers";
    private const string GuardedHosts = "guarded-providers";

    /// <summary>Lists of vectors come to this.</summary>
    private const long MaxBytes = 64 * 1024 * 1024;

    public HttpClient Client(ProviderConnection connection) => clients.CreateClient(connection.IsGuarded ? GuardedHosts : OwnHosts);

    /// <summary>Registers the clients.</summary>
    public static void Register(IServiceCollection services)
    {
        services.AddTransient<ProviderResponses>();
        services.AddOutgoingClient(OwnHosts, MaxBytes, isGuarded: false).AddHttpMessageHandler<ProviderResponses>();
        services.AddOutgoingClient(GuardedHosts, MaxBytes, isGuarded: true).AddHttpMessageHandler<ProviderResponses>();
        services.AddSingleton<ProviderHttp>();
    }
}
