using Halext.Application.Common.Jobs;
using Halext.Application.Operations.Jobs;
using Halext.Domain.Operations;
using Halext.Infrastructure.Common.Configuration;
using Halext.Infrastructure.Common.Notifications;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Quartz;

namespace Halext.Infrastructure.Operations.Jobs;

internal static class JobServices
{
    private static readonly TimeSpan MissedInterval = TimeSpan.FromSeconds(10);

    public static void AddJobs(this IServiceCollection services, HalextSettings settings)
    {
        services.AddSingleton(settings.Jobs);
        services.AddScoped<IJobQueue, JobQueue>();
        services.AddSingleton<JobStore>();
        services.AddSingleton<JobRunner>();
        services.AddSingleton<RunningJobs>();
        services.AddSingleton<JobTallies>();
        services.AddSingleton<JobSignal>();
        services.AddSingleton<INotificationHandler>(sp => sp.GetRequiredService<JobSignal>());
        services.AddHostedService<JobWorker>();
        services.AddRecurring();
    }

    /// <summary>Quartz, on the same database, in a schema that the migrations make. It starts only where <see cref="RecurringJobs"/> says so.</summary>
    private static void AddRecurring(this IServiceCollection services)
    {
        services.AddQuartz(quartz =>
        {
            // A firing adds one row.
            quartz.UseDefaultThreadPool(2);

            // Its own way to tell nodes apart is machine and time, of which two containers can have the same.
            quartz.ConfigureScheduler(o => (o.InstanceName, o.InstanceId, o.IdleWaitTime) = ("halext", Guid.NewGuid().ToString("N"), TimeSpan.FromSeconds(5)));
            quartz.UsePersistentStore(store =>
            {
                store.UsePostgres((DataSourceOptions o) => o.DataSourceFactory = sp => sp.GetRequiredService<NpgsqlDataSource>());
                store.UseClustering();
                store.ConfigureStore(o =>
                {
                    (o.TablePrefix, o.SchemaProvisioning) = ("quartz.qrtz_", SchemaProvisioning.None);

                    // How soon times are dealt with that a jump of the clock or an outage of the database made anybody miss.
                    (o.MisfireThreshold, o.MisfireHandlerFrequency, o.DbRetryInterval) = (Recurrence.MissedAfter, MissedInterval, MissedInterval);
                });
            });
        });
        services.AddSingleton<RecurringJobs>();
        services.AddSingleton<IRecurringJobs>(sp => sp.GetRequiredService<RecurringJobs>());
        services.AddHostedService(sp => sp.GetRequiredService<RecurringJobs>());
    }
}
