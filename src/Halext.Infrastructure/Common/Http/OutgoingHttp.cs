using System.Net;
using Halext.Infrastructure.Common.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Halext.Infrastructure.Common.Http;

/// <summary>
/// Clients for calls to other servers, by name, for <see cref="IHttpClientFactory"/>. None follows redirects, keeps cookies or reads
/// without bound; none has a timeout of its own: who calls sets one.
/// </summary>
internal static class OutgoingHttp
{
    /// <summary>To addresses that a person gave, of whatever feature: never into the operator's network.</summary>
    public const string Guarded = "guarded";

    private const long GuardedLimit = 16 * 1024 * 1024;

    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);

    /// <summary>After this, names are looked up again.</summary>
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(5);

    /// <summary>
    /// How long an answer that nobody reads any more may still end by itself, so that its connection can be used again. The usual two
    /// seconds would keep a model talking to nobody.
    /// </summary>
    private static readonly TimeSpan DrainTimeout = TimeSpan.FromMilliseconds(200);

    public static IServiceCollection AddOutgoingHttp(this IServiceCollection services)
    {
        services.TryAddSingleton<ResolveHost>(_ => Dns.GetHostAddressesAsync);
        services.TryAddSingleton(sp => new AddressRules(sp.GetRequiredService<HalextSettings>().OutgoingAllowedNetworks));
        services.AddSingleton<GuardedConnections>();
        services.AddTransient<GuardedRequests>();
        services.AddOutgoingClient(Guarded, GuardedLimit, isGuarded: true);
        return services;
    }

    /// <summary>Adds a client.</summary>
    /// <param name="services">Where to.</param>
    /// <param name="name">For the factory.</param>
    /// <param name="limit">The largest answer, in bytes.</param>
    /// <param name="isGuarded">Whether it refuses what is not on the public internet.</param>
    public static IHttpClientBuilder AddOutgoingClient(this IServiceCollection services, string name, long limit, bool isGuarded)
    {
        var client = services.AddHttpClient(name, http => http.Timeout = Timeout.InfiniteTimeSpan)
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
            .RemoveAllLoggers() // They write addresses, at every call.
            .ConfigurePrimaryHttpMessageHandler(sp => Sockets(isGuarded ? sp.GetRequiredService<GuardedConnections>() : null))
            .AddHttpMessageHandler(() => new BoundedResponses(limit));
        return isGuarded ? client.AddHttpMessageHandler<GuardedRequests>() : client;
    }

    private static SocketsHttpHandler Sockets(GuardedConnections? guard)
    {
        var sockets = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            ConnectTimeout = ConnectTimeout,
            PooledConnectionLifetime = ConnectionLifetime,
            ResponseDrainTimeout = DrainTimeout,
        };
        if (guard is not null)
        {
            sockets.ConnectCallback = guard.Connect;

            // A proxy would look names up for itself.
            sockets.UseProxy = false;
        }

        return sockets;
    }
}
