using System.Diagnostics.CodeAnalysis;
using Halext.Domain.Common;
using Halext.Domain.Operations;
using Quartz;

namespace Halext.Infrastructure.Operations.Jobs;

/// <summary>A recurrence that was read and understood. Quartz does both, for the schedules of the code and for those of people, so that they cannot differ.</summary>
internal sealed class Schedule
{
    private readonly CronExpression _cron;
    private readonly Recurrence _recurrence;

    private Schedule(CronExpression cron, Recurrence recurrence) => (_cron, _recurrence) = (cron, recurrence);

    /// <returns>VALIDATION_ERROR when the fields cannot be read, name no time at all (30 February), or the zone is unknown.</returns>
    public static Result<Schedule> Read(Recurrence recurrence, TimeProvider clock)
    {
        if (recurrence.TimeZone.Length > Recurrence.TimeZoneMaxLength || !TimeZoneInfo.TryFindSystemTimeZoneById(recurrence.TimeZone, out var zone))
            return JobErrors.BadTimeZone(Shown(recurrence.TimeZone));
        return recurrence.Cron.Length <= Recurrence.CronMaxLength && TryParse(recurrence.Cron, out var cron)
            && cron.WithTimeZone(zone) is var local && local.GetNextValidTimeAfter(clock.GetUtcNow()) is not null
                ? new Schedule(local, recurrence)
                : JobErrors.BadCron(Shown(recurrence.Cron));
    }

    /// <summary>The first time behind this one, in UTC; null when there is none.</summary>
    public DateTimeOffset? After(DateTimeOffset time) => _cron.GetNextValidTimeAfter(time)?.ToUniversalTime();

    /// <summary>The same for Quartz to watch.</summary>
    public CronScheduleBuilder ForTrigger() => CronScheduleBuilder.Create(_cron).InTimeZone(_cron.TimeZone).WithMisfireInstruction(
        _recurrence.Misfire is Misfire.RunOnce ? CronTriggerMisfireInstruction.FireAndProceed : CronTriggerMisfireInstruction.DoNothing);

    private static bool TryParse(string text, [NotNullWhen(true)] out CronExpression? cron) => CronExpression.TryParse(text, CronFormat.Unix, out cron);

    private static string Shown(string text) => text.Length <= Recurrence.CronMaxLength ? text : text[..Recurrence.CronMaxLength] + "…";
}
