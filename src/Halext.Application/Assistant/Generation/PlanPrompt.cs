using System.Globalization;
using NodaTime;

namespace Halext.Application.Assistant.Generation;

/// <summary>What a model is told when it plans.</summary>
internal static class PlanPrompt
{
    private const int TitleShownLength = 200;

    public const string Instructions =
        "You turn somebody's wish into a plan. Make tasks of what is to be done, events of what takes place at a certain time, and lists of "
        + "what belongs together, such as a packing list; leave out what the wish does not call for, and do not repeat tasks that exist already. "
        + "Take dates such as \"next Friday\" from the given date and weekday, avoid the times of events that are there already, and write times "
        + "as ISO 8601 in the person's time zone, without an offset, such as 2026-03-02T09:00:00. Write in the language of the wish.";

    /// <summary>The wish and what of the context a model gets to see: date, zone and weekday, ten titles, five dates.</summary>
    public static object Data(GenerateTasks request, DateTimeZone zone)
    {
        var now = Local(request.Context.CurrentDate!.Value, zone);
        return new
        {
            Wish = request.Prompt,
            CurrentDate = now.ToString("uuuu-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture),
            Weekday = now.DayOfWeek.ToString(),
            TimeZone = zone.Id,
            ExistingTasks = request.Context.ExistingTaskTitles?.Take(PlanContext.TitlesShown).Select(t => AnswerRules.Cut(t, TitleShownLength)),
            UpcomingEvents = request.Context.UpcomingEventDates?.Take(PlanContext.DatesShown)
                .Select(d => Local(d, zone).ToString("uuuu-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture)),
        };
    }

    private static LocalDateTime Local(DateTimeOffset instant, DateTimeZone zone) => Instant.FromDateTimeOffset(instant).InZone(zone).LocalDateTime;
}
