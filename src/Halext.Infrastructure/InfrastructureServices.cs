using Halext.Application.Accounts;
using Halext.Application.Accounts.SignIn;
using Halext.Application.Assistant;
using Halext.Application.Assistant.Providers;
using Halext.Application.Assistant.Usage;
using Halext.Application.Common.Data;
using Halext.Application.Common.Mail;
using Halext.Application.Common.Realtime;
using Halext.Application.Messaging;
using Halext.Application.Messaging.Generations;
using Halext.Application.Messaging.Presence;
using Halext.Application.Messaging.Realtime;
using Halext.Application.Operations;
using Halext.Application.Operations.Backups;
using Halext.Application.Operations.Health;
using Halext.Application.Operations.Outbox;
using Halext.Application.Planner;
using Halext.Application.Workbench;
using Halext.Domain.Accounts;
using Halext.Infrastructure.Accounts;
using Halext.Infrastructure.Assistant.Providers;
using Halext.Infrastructure.Assistant.Usage;
using Halext.Infrastructure.Common.Configuration;
using Halext.Infrastructure.Common.Data;
using Halext.Infrastructure.Common.Http;
using Halext.Infrastructure.Common.Mail;
using Halext.Infrastructure.Common.Notifications;
using Halext.Infrastructure.Common.Outbox;
using Halext.Infrastructure.Common.Realtime;
using Halext.Infrastructure.Common.Security;
using Halext.Infrastructure.Messaging;
using Halext.Infrastructure.Operations;
using Halext.Infrastructure.Operations.Backups;
using Halext.Infrastructure.Operations.Jobs;
using Halext.Infrastructure.Operations.Server;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Query;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace Halext.Infrastructure;

/// <summary>Registers how it is done.</summary>
public static class InfrastructureServices
{
    /// <summary>Adds every adapter.</summary>
    /// <param name="services">Where to.</param>
    /// <param name="settings">The checked settings.</param>
    /// <param name="connectionString">The database: <see cref="HalextSettings.ConnectionString"/>, or that of a private cluster.</param>
    public static IServiceCollection AddInfrastructure(this IServiceCollection services, HalextSettings settings, string connectionString)
    {
        services.AddSingleton(settings);
        services.AddSingleton(settings.Accounts);
        services.AddSingleton(settings.Health);
        services.AddSingleton(settings.Assistant);
        services.TryAddSingleton(TimeProvider.System);
        services.AddData(connectionString);
        services.AddAccounts();
        services.AddMail(settings);
        services.AddEvents();
        services.AddOutgoingHttp();
        services.AddSecrets();
        services.AddAssistant();
        services.AddPresence();
        services.AddJobs(settings);
        services.AddBackups(settings, connectionString);
        services.AddServer(settings);
        services.AddOptions<DatabaseProbeOptions>();
        services.AddSingleton<IDatabaseProbe, DatabaseProbe>();
        return services;
    }

    /// <summary>The database and each module's window on it.</summary>
    internal static IServiceCollection AddData(this IServiceCollection services, string connectionString)
    {
        services.AddSingleton(_ => NpgsqlDataSource.Create(connectionString));
        services.AddDbContextPool<HalextDb>((provider, options) => options.UseHalextPostgres(provider.GetRequiredService<NpgsqlDataSource>()));
        services.AddScoped<IUnitOfWork>(Database);
        services.AddScoped<IAccountsDb>(Database);
        services.AddScoped<IPlannerDb>(Database);
        services.AddScoped<IMessagingDb>(Database);
        services.AddScoped<IAssistantDb>(Database);
        services.AddScoped<IOperationsDb>(Database);
        services.AddScoped<IWorkbenchDb>(Database);
        services.AddSingleton<Migrator>();
        return services;

        static HalextDb Database(IServiceProvider provider) => provider.GetRequiredService<HalextDb>();
    }

    /// <summary>How the database is spoken to; the same for the application, its migrations and its tests.</summary>
    public static DbContextOptionsBuilder UseHalextPostgres(this DbContextOptionsBuilder options, NpgsqlDataSource dataSource) =>
        options
            .UseNpgsql(dataSource, npgsql => npgsql.MigrationsHistoryTable(Migrator.HistoryTable))
            .AddInterceptors(new TextCheck())
#pragma warning disable EF9100 // Experimental: without it queries are slower, not wrong; see the class.
            .ReplaceService<ILiftableConstantProcessor, ClosedLambdaCompiler>();
#pragma warning restore EF9100

    private static void AddAccounts(this IServiceCollection services)
    {
        services.AddOptions<PasswordHasherOptions>();
        services.AddSingleton<PasswordHasher<User>>();
        services.AddSingleton<IPasswordHasher, IdentityPasswordHasher>();
        services.AddSingleton<JwtAccessTokens>();
        services.AddSingleton<IAccessTokens>(sp => sp.GetRequiredService<JwtAccessTokens>());
        services.AddOptions<AccountCacheOptions>();
        services.AddSingleton<AccountCache>();
        services.AddSingleton<IAccountCache>(sp => sp.GetRequiredService<AccountCache>());
        services.AddSingleton<ICredentialVerifier, CredentialVerifier>();
        services.AddSingleton<ISignInThrottle, SignInThrottle>();
        services.AddSingleton<INotificationHandler, AccountChanges>();
    }

    private static void AddAssistant(this IServiceCollection services)
    {
        services.AddProviders();
        services.AddSingleton<GenerationRunner>();
        services.AddSingleton<IGenerationRunner>(sp => sp.GetRequiredService<GenerationRunner>());
        services.AddHostedService(sp => sp.GetRequiredService<GenerationRunner>());
        services.AddSingleton<IAssistantFacts, PostgresAssistantFacts>();
        services.AddSingleton<ISpending, PostgresSpending>();
        services.AddSingleton<IModelLists, CachedModelLists>();
    }

    private static void AddEvents(this IServiceCollection services)
    {
        services.AddSingleton<OutboxSignal>();
        services.AddSingleton<INotificationHandler>(sp => sp.GetRequiredService<OutboxSignal>());
        services.AddSingleton<PostgresRealtime>();
        services.AddSingleton<IRealtime>(sp => sp.GetRequiredService<PostgresRealtime>());
        services.AddSingleton<IRealtimeHistory>(sp => sp.GetRequiredService<PostgresRealtime>());
        services.AddSingleton<INotificationHandler>(sp => sp.GetRequiredService<PostgresRealtime>());
        services.AddHostedService<DatabaseListener>();
        services.AddSingleton<IHostedService>(sp => sp.GetRequiredService<PostgresRealtime>());
        services.AddHostedService<OutboxDispatcher>();
        services.AddSingleton<IParkedEvents, ParkedOutbox>();
        services.AddSingleton<PostgresRooms>();
        services.AddSingleton<IRooms>(sp => sp.GetRequiredService<PostgresRooms>());
        services.AddSingleton<IHostedService>(sp => sp.GetRequiredService<PostgresRooms>());
    }

    private static void AddPresence(this IServiceCollection services)
    {
        services.AddSingleton<PresenceHeartbeat>();
        services.AddSingleton<IPresenceNode>(sp => sp.GetRequiredService<PresenceHeartbeat>());
        services.AddSingleton<IHostedService>(sp => sp.GetRequiredService<PresenceHeartbeat>());
        services.AddSingleton<INotificationHandler, ParticipantChanges>();
    }

    private static void AddBackups(this IServiceCollection services, HalextSettings settings, string connectionString)
    {
        services.AddSingleton(settings.Backups);
        services.AddSingleton(new PostgresTools(connectionString));
        services.AddSingleton<IBackups, PostgresBackups>();
        if (settings.Backups.Directory is null)
            services.AddSingleton(new UnscheduledJob(BackUpDatabase.JobName));
    }

    private static void AddMail(this IServiceCollection services, HalextSettings settings)
    {
        if (settings.Smtp is { } smtp)
            services.AddSingleton<IMailer>(new SmtpMailer(smtp));
        else if (!settings.IsProduction)
            services.AddSingleton<IMailer, FileMailer>();
        services.AddSingleton<MailQueue>();
        services.AddSingleton<IMailQueue>(sp => sp.GetRequiredService<MailQueue>());
        services.AddSingleton<IHostedService>(sp => sp.GetRequiredService<MailQueue>());
    }
}
