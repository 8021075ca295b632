using System.Globalization;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Common;
using Halext.Domain.Messaging;
using Microsoft.EntityFrameworkCore;

namespace Halext.Application.Messaging.Notifications;

/// <summary>What the signed-in user wants to hear of, and when.</summary>
public sealed record GetNotificationPreferences : IQuery<NotificationPreferencesDto>;

/// <summary>What somebody wants to hear of, and when.</summary>
/// <param name="Kinds">Every kind, and whether notifications of it are made.</param>
/// <param name="QuietHoursStart">When the part of the day begins in which pushes are silent: HH:mm.</param>
/// <param name="QuietHoursEnd">When it ends; before the start means the next day.</param>
/// <param name="TimeZone">IANA time zone whose clocks the quiet hours follow.</param>
public sealed record NotificationPreferencesDto(
    IReadOnlyDictionary<NotificationKind, bool> Kinds, string? QuietHoursStart, string? QuietHoursEnd, string TimeZone)
{
    internal const string TimeFormat = "HH:mm";

    internal static NotificationPreferencesDto Of(NotificationPreferences preferences) => new(
        Enum.GetValues<NotificationKind>().ToDictionary(k => k, preferences.Wants),
        preferences.QuietHours?.Start.ToString(TimeFormat, CultureInfo.InvariantCulture),
        preferences.QuietHours?.End.ToString(TimeFormat, CultureInfo.InvariantCulture),
        preferences.TimeZone);
}

internal sealed class GetNotificationPreferencesHandler(IMessagingDb db, ICurrentUser user)
    : IQueryHandler<GetNotificationPreferences, NotificationPreferencesDto>
{
    public async Task<Result<NotificationPreferencesDto>> Handle(GetNotificationPreferences request, CancellationToken ct) =>
        NotificationPreferencesDto.Of(
            await db.NotificationPreferences.AsNoTracking().FirstOrDefaultAsync(p => p.UserId == user.Id, ct) ?? new NotificationPreferences(user.Id));
}
