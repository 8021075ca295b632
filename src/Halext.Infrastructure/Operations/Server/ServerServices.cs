using Halext.Application.Common.Auditing;
using Halext.Application.Operations.Server;
using Halext.Infrastructure.Accounts;
using Halext.Infrastructure.Common.Configuration;
using Halext.Infrastructure.Operations.Audit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Halext.Infrastructure.Operations.Server;

internal static class ServerServices
{
    /// <summary>What admins see of the server and do to it, and what is kept of their doing.</summary>
    public static void AddServer(this IServiceCollection services, HalextSettings settings)
    {
        services.AddSingleton(settings.Audit);
        services.AddScoped<IAuditLog, AuditLog>();
        services.AddSingleton<MachineMonitor>();
        services.AddSingleton<IMachine>(sp => sp.GetRequiredService<MachineMonitor>());
        services.AddSingleton<IHostedService>(sp => sp.GetRequiredService<MachineMonitor>());
        services.AddSingleton<LogBuffer>();
        services.AddSingleton<ILoggerProvider>(sp => sp.GetRequiredService<LogBuffer>());
        services.AddSingleton<SystemJournal>();
        services.AddSingleton<IRecentLogs, RecentLogs>();
        services.AddSingleton<IServerProcess, ServerProcess>();
        services.AddSingleton<IDatabaseMaintenance, DatabaseMaintenance>();
        services.AddSingleton<IClearableCache>(sp => sp.GetRequiredService<AccountCache>());
    }
}
