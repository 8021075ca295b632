using System.Globalization;
using FluentValidation;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Common;
using Halext.Domain.Messaging;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Halext.Application.Messaging.Notifications;

/// <summary>Sets what the signed-in user wants to hear of, and when. What is absent stays as it is; null as start and end ends the quiet hours.</summary>
/// <param name="Kinds">Whether notifications of a kind are made.</param>
/// <param name="QuietHoursStart">When the part of the day begins in which pushes are silent: HH:mm.</param>
/// <param name="QuietHoursEnd">When it ends; before the start means the next day.</param>
/// <param name="TimeZone">IANA time zone whose clocks the quiet hours follow.</param>
public sealed record SetNotificationPreferences(
    IReadOnlyDictionary<NotificationKind, bool>? Kinds, Optional<string?> QuietHoursStart, Optional<string?> QuietHoursEnd, string? TimeZone)
    : ICommand<NotificationPreferencesDto>
{
    /// <summary>The quiet hours that the request sets: null ends them.</summary>
    internal QuietHours? QuietHours =>
        QuietHoursStart.Value is { } start && QuietHoursEnd.Value is { } end ? new QuietHours(Time(start)!.Value, Time(end)!.Value) : null;

    internal static TimeOnly? Time(string text) =>
        TimeOnly.TryParseExact(text, NotificationPreferencesDto.TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? time : null;
}

internal sealed class SetNotificationPreferencesValidator : AbstractValidator<SetNotificationPreferences>
{
    public SetNotificationPreferencesValidator()
    {
        RuleFor(x => x.Kinds).Must(kinds => kinds is null || kinds.Keys.All(Enum.IsDefined)).WithMessage("There is no such kind of notification.");
        RuleFor(x => x.QuietHoursStart.Value).Must(IsTime).WithMessage("quiet_hours_start is a time such as 22:00.");
        RuleFor(x => x.QuietHoursEnd.Value).Must(IsTime).WithMessage("quiet_hours_end is a time such as 07:00.")
            .Must((x, end) => (end is null) == (x.QuietHoursStart.Value is null) && x.QuietHoursStart.IsSet == x.QuietHoursEnd.IsSet)
            .WithMessage("Quiet hours have a start and an end.")
            .Must((x, end) => end is null || end != x.QuietHoursStart.Value).WithMessage("Quiet hours end at another time than they start.");
        RuleFor(x => x.TimeZone).MaximumLength(NotificationPreferences.TimeZoneMaxLength)
            .Must(id => id is null || DateTimeZoneProviders.Tzdb.GetZoneOrNull(id) is not null)
            .WithMessage("'{PropertyValue}' is no IANA time zone, such as Europe/Berlin.");
    }

    private static bool IsTime(string? text) => text is null || SetNotificationPreferences.Time(text) is not null;
}

internal sealed class SetNotificationPreferencesHandler(IMessagingDb db, ICurrentUser user)
    : ICommandHandler<SetNotificationPreferences, NotificationPreferencesDto>
{
    public async Task<Result<NotificationPreferencesDto>> Handle(SetNotificationPreferences request, CancellationToken ct)
    {
        var preferences = await db.NotificationPreferences.FirstOrDefaultAsync(p => p.UserId == user.Id, ct);
        if (preferences is null)
            db.NotificationPreferences.Add(preferences = new NotificationPreferences(user.Id));

        if (request.Kinds is { } kinds)
            preferences.Mute(Enum.GetValues<NotificationKind>().Where(k => !kinds.GetValueOrDefault(k, preferences.Wants(k))));
        preferences.BeQuiet(
            request.QuietHoursStart.IsSet ? request.QuietHours : preferences.QuietHours, request.TimeZone ?? preferences.TimeZone);
        await db.SaveChangesAsync(ct);
        return NotificationPreferencesDto.Of(preferences);
    }
}
