using FluentValidation;
using Halext.Domain.Planner;

namespace Halext.Application.Planner.Reminders;

internal static class ReminderRules
{
    public static void IsReminder<T>(this IRuleBuilder<T, int?> rule) => rule.InclusiveBetween(0, Reminder.MinutesMax);
}
