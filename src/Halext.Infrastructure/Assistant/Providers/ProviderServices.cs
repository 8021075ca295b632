using Halext.Application.Assistant.Nodes;
using Halext.Application.Assistant.Providers;
using Halext.Infrastructure.Assistant.Nodes;
using Halext.Infrastructure.Assistant.Providers.Resilience;
using Microsoft.Extensions.DependencyInjection;

namespace Halext.Infrastructure.Assistant.Providers;

/// <summary>Registers the adapters. All that reach over the network are resilient when they are handed out.</summary>
internal static class ProviderServices
{
    public static IServiceCollection AddProviders(this IServiceCollection services)
    {
        ProviderHttp.Register(services);
        services.AddSingleton(new ResilienceTimes());
        services.AddSingleton<ProviderCircuits>();
        services.AddSingleton<IModelProvider, MockProvider>();
        services.AddResilient<OpenAiProvider>();
        services.AddResilient<AnthropicProvider>();
        services.AddResilient<OllamaProvider>();
        services.AddSingleton<IOllamaHost, OllamaHost>();
        return services;
    }

    private static void AddResilient<TProvider>(this IServiceCollection services)
        where TProvider : class, IModelProvider
    {
        services.AddSingleton<TProvider>();
        services.AddSingleton<IModelProvider>(sp => ActivatorUtilities.CreateInstance<ResilientProvider>(sp, sp.GetRequiredService<TProvider>()));
    }
}
