using Halext.Application;
using Halext.Application.Accounts.SignIn;
using Halext.Application.Common.Realtime;
using Halext.Application.Messaging.Presence;
using Halext.Application.Messaging.Realtime;
using Halext.Application.Operations.Server;
using Halext.Infrastructure;
using Halext.Infrastructure.Common.Configuration;
using Halext.Infrastructure.Common.Realtime;
using Halext.WebApi.Common.Diagnostics;
using Halext.WebApi.Common.Endpoints;
using Halext.WebApi.Common.Errors;
using Halext.WebApi.Common.Json;
using Halext.WebApi.Common.OpenApi;
using Halext.WebApi.Common.Security;
using Halext.WebApi.Messaging.Presence;
using Halext.WebApi.Messaging.Realtime;
using Halext.WebApi.Planner.Events;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace Halext.WebApi.Common.Hosting;

/// <summary>Builds the server: the same one for operators, tests and benchmarks.</summary>
internal static class HalextServer
{
    public static readonly IReadOnlyList<string> ExposedHeaders = [RequestLog.Header, ModelHeader.Name, "Retry-After", Problems.ShouldRetryHeader, "ETag", EventEndpoints.NextHeader];

    /// <summary>Builds a server that is not started yet.</summary>
    /// <param name="settings">The checked settings.</param>
    /// <param name="connectionString">The database.</param>
    /// <param name="configure">Changes for tests.</param>
    public static WebApplication Build(HalextSettings settings, string connectionString, Action<WebApplicationBuilder>? configure = null)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions
        {
            EnvironmentName = settings.IsProduction ? Environments.Production : Environments.Development,
        });
        AddLogging(builder, settings);
        AddKestrel(builder, settings);
        AddWire(builder.Services, settings);
        builder.Services.AddApplication();
        builder.Services.AddInfrastructure(settings, connectionString);
        configure?.Invoke(builder);

        var app = builder.Build();
        UsePipeline(app, settings);
        return app;
    }

    private static void AddLogging(WebApplicationBuilder builder, HalextSettings settings)
    {
        builder.Logging.ClearProviders();
        if (settings.IsProduction)
            builder.Logging.AddJsonConsole(o => (o.UseUtcTimestamp, o.TimestampFormat) = (true, "yyyy-MM-dd'T'HH:mm:ss.fff'Z'"));
        else
            builder.Logging.AddSimpleConsole(o => (o.SingleLine, o.UseUtcTimestamp, o.TimestampFormat) = (true, true, "HH:mm:ss "));
        builder.Logging.SetMinimumLevel(settings.LogLevel);
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning);
        builder.Logging.AddFilter("Npgsql", LogLevel.Warning);
        builder.Logging.AddFilter("Quartz", LogLevel.Warning);
        builder.Logging.AddFilter("System.Net.Http", LogLevel.Warning);

        // A failed statement ends as an exception, which is logged where it is handled.
        builder.Logging.AddFilter("Microsoft.EntityFrameworkCore.Database.Command", LogLevel.None);

        // The exception handler logs what it turns into a body, once.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Diagnostics.ExceptionHandlerMiddleware", LogLevel.None);
    }

    private static void AddKestrel(WebApplicationBuilder builder, HalextSettings settings)
    {
        builder.WebHost.UseUrls($"http://{settings.Host}:{settings.Port}");
        builder.WebHost.ConfigureKestrel((KestrelServerOptions kestrel) =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = settings.MaxBodyBytes;
        });

        // Requests and jobs that go on have their time first.
        builder.Services.Configure<HostOptions>(o => o.ShutdownTimeout = settings.Jobs.Drain + TimeSpan.FromSeconds(15));
    }

    private static void AddWire(IServiceCollection services, HalextSettings settings)
    {
        services.ConfigureHttpJsonOptions(o => JsonSetup.Apply(o.SerializerOptions));
        services.Configure<RouteHandlerOptions>(o => o.ThrowOnBadRequest = true);
        services.AddExceptionHandler<ProblemExceptionHandler>();
        services.AddProblemDetails();
        services.AddRouting();
        services.AddHalextAuthentication();
        services.AddHalextRateLimits(settings.RateLimits);
        services.AddCors(o => o.AddDefaultPolicy(policy => policy
            .WithOrigins([.. settings.CorsOrigins])
            .AllowAnyMethod()
            .AllowAnyHeader()
            .WithExposedHeaders([.. ExposedHeaders])
            .SetPreflightMaxAge(TimeSpan.FromHours(1))));

        // Compressing answers that hold a secret beside text of the caller's choice can leak it (BREACH), but only where the browser
        // adds the credential by itself; here it travels in a header, or in a cookie that no other site's request carries.
        services.AddResponseCompression(o =>
        {
            o.EnableForHttps = true;
            o.MimeTypes = [.. ResponseCompressionDefaults.MimeTypes, Problems.ContentType];
        });
        services.Configure<ForwardedHeadersOptions>(o =>
        {
            o.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto;
            o.ForwardLimit = null;
            o.KnownProxies.Clear();
            o.KnownIPNetworks.Clear();
            foreach (var network in settings.TrustedProxies)
                o.KnownIPNetworks.Add(network);
        });
        services.AddHttpClient();
        services.AddSingleton<SocketHub>();
        services.AddSingleton<OpenSockets>();
        services.AddSingleton<IAccountObserver>(sp => sp.GetRequiredService<OpenSockets>());
        services.AddSingleton<ISocketStatistics>(sp => sp.GetRequiredService<OpenSockets>());
        services.AddHostedService(sp => sp.GetRequiredService<OpenSockets>());
        services.AddSingleton<PresenceWatch>();
        services.AddSingleton<IParticipantObserver>(sp => sp.GetRequiredService<PresenceWatch>());
        services.AddHostedService(sp => sp.GetRequiredService<PresenceWatch>());
        services.AddSingleton<ParticipantWatch>();
        services.AddSingleton<IParticipantObserver>(sp => sp.GetRequiredService<ParticipantWatch>());
        services.AddHostedService(sp => sp.GetRequiredService<ParticipantWatch>());
        services.AddSingleton<SocketJson>();
        services.AddSingleton<SocketServices>();
        services.AddSingleton<IRealtimeSink>(sp => sp.GetRequiredService<SocketHub>());
        services.AddSingleton<IRealtimeFeed>(sp => sp.GetRequiredService<SocketHub>());
        services.AddSingleton(sp => new RealtimeJson(sp.GetRequiredService<IOptions<Microsoft.AspNetCore.Http.Json.JsonOptions>>().Value.SerializerOptions));
        services.AddHalextOpenApi();
        services.AddSingleton<PrometheusMetrics>();
        services.AddSingleton<ITraffic>(sp => sp.GetRequiredService<PrometheusMetrics>());
        services.AddHostedService<Telemetry>();
    }

    private static void UsePipeline(WebApplication app, HalextSettings settings)
    {
        // Counting starts with the process, not with the first look at /metrics.
        app.Services.GetRequiredService<PrometheusMetrics>();

        app.UseForwardedHeaders();
        app.UseMiddleware<RequestLog>();
        app.UseSecurityHeaders(settings.IsProduction);
        app.UseResponseCompression();
        app.UseExceptionHandler();
        app.UseStatusCodePages(EmptyFailures.Write);

        // Proxies keep the prefix or strip it, and clients call both: /api/tasks/ and /tasks/ are one route.
        app.UsePathBase("/api");
        app.UseSwaggerUI(o =>
        {
            (o.RoutePrefix, o.DocumentTitle) = ("docs", "Halext API");
            o.SwaggerEndpoint("../openapi.json", "Halext");
        });
        app.UseReDoc(o => (o.RoutePrefix, o.SpecUrl, o.DocumentTitle) = ("redoc", "../openapi.json", "Halext API"));
        app.UseRouting();
        app.UseCors();
        app.UseBodyLimit();
        app.UseCharsetCheck();
        app.UseAuthentication();
        app.UseRateLimiter();
        app.UseWebSockets();
        app.MapOpenApi("/openapi.json").AllowAnonymous();
        app.MapEndpointGroups();
    }
}
