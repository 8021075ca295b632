using AutoMapper;
using Halext.Application.Accounts.SignIn;
using Halext.Application.Accounts.Users;
using Halext.Application.Assistant;
using Halext.Application.Assistant.Credentials;
using Halext.Application.Assistant.Images;
using Halext.Application.Assistant.Nodes;
using Halext.Application.Assistant.Providers;
using Halext.Application.Common.Auditing;
using Halext.Application.Common.Jobs;
using Halext.Application.Common.Mapping;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Application.Messaging.Notifications;
using Halext.Application.Messaging.Realtime;
using Halext.Application.Workbench.Models;
using Microsoft.Extensions.DependencyInjection;

namespace Halext.Application;

/// <summary>Registers what people can do.</summary>
public static class ApplicationServices
{
    public static IServiceCollection AddApplication(this IServiceCollection services)
    {
        services.AddMessaging();
        services.AddSingleton(MapperSetup.Create());
        services.AddSingleton<IMapper>(sp => new Mapper(sp.GetRequiredService<MapperConfiguration>()));
        services.AddScoped<CurrentUser>();
        services.AddScoped<ICurrentUser>(sp => sp.GetRequiredService<CurrentUser>());
        services.AddScoped<RoutedAssistant>();
        services.AddScoped<IAssistant>(sp => sp.GetRequiredService<RoutedAssistant>());
        services.AddScoped<IImageModel>(sp => sp.GetRequiredService<RoutedAssistant>());
        services.AddScoped<CallOrigin>();
        services.AddScoped<ICallOrigin>(sp => sp.GetRequiredService<CallOrigin>());
        services.AddScoped<AuditTrail>();
        services.AddScoped<Auditor>();
        services.AddScoped<IAssistant, RoutedAssistant>();
        services.AddScoped<CredentialBook>();
        services.AddScoped<ModelDirectory>();
        services.AddScoped<NodeProbe>();
        services.AddScoped<LocalModels>();
        services.AddScoped<NodeKeys>();
        services.AddScoped<NodeOrders>();
        services.AddScoped<TextAnswers>();
        services.AddScoped<StructuredAnswers>();
        services.AddSingleton(new JobSource(typeof(ApplicationServices).Assembly));
        services.AddSingleton<JobTypes>();
        services.AddScoped<JobProgress>();
        services.AddScoped<IJobProgress>(sp => sp.GetRequiredService<JobProgress>());
        services.AddScoped<Sessions>();
        services.AddScoped<PasswordCheck>();
        services.AddScoped<AccountRemoval>();
        services.AddScoped<IRoomObserver, OnVisitLost>();
        return services;
    }
}
