using System.Text.Json;
using FluentValidation;
using Halext.Application.Accounts.Users;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Common;
using Halext.Domain.Messaging;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Halext.Application.Messaging.Notifications;

/// <summary>
/// Tells people of something, each once however often it is sent: whoever has heard of this revision of this key is left alone. Accounts that
/// are gone and people who do not want this kind are left out. Internal: reactions and jobs of every module send it, on nobody's behalf.
/// </summary>
/// <param name="Recipients">Whom.</param>
/// <param name="Kind">What sort of thing it is.</param>
/// <param name="Key">What it is about, such as <c>event:7:shared</c>.</param>
/// <param name="Title">The sentence; what is too long is cut.</param>
/// <param name="Body">More of it; what is too long is cut.</param>
/// <param name="Data">Ids of what it is about: a small JSON object with names in snake_case.</param>
[Public]
internal sealed record Notify(
    IReadOnlyCollection<NotificationRecipient> Recipients, NotificationKind Kind, string Key, string Title, string? Body, JsonElement Data) : ICommand
{
    public const int RecipientsMax = 1_000;

    /// <summary>Grows when there is something new to say under the same key; the notification is then renewed.</summary>
    public int Revision { get; init; }

    /// <summary>One person.</summary>
    public static Notify One(int userId, NotificationKind kind, string key, string title, string? body, object data) =>
        new([new NotificationRecipient(userId)], kind, key, title, body, JsonSerializer.SerializeToElement(data));
}

/// <summary>Somebody who is told of something.</summary>
/// <param name="UserId">Who.</param>
/// <param name="Count">How many things there are for them.</param>
internal sealed record NotificationRecipient(int UserId, int Count = 1);

internal sealed class NotifyValidator : AbstractValidator<Notify>
{
    public NotifyValidator()
    {
        RuleFor(x => x.Recipients).Must(r => r.Count <= Notify.RecipientsMax && r.DistinctBy(one => one.UserId).Count() == r.Count)
            .WithMessage($"At most {Notify.RecipientsMax} people at once, each named once.");
        RuleFor(x => x.Kind).IsInEnum();
        RuleFor(x => x.Key).NotEmpty().MaximumLength(Notification.KeyMaxLength);
        RuleFor(x => x.Title).NotEmpty();
        RuleFor(x => x.Data).Must(d => d.ValueKind is JsonValueKind.Object && d.GetRawText().Length <= Notification.DataMaxLength)
            .WithMessage($"The data is a JSON object of at most {Notification.DataMaxLength / 1024} KB.");
        RuleFor(x => x.Revision).GreaterThanOrEqualTo(0);
    }
}

internal sealed class NotifyHandler(IMessagingDb db, ISender sender, TimeProvider clock) : ICommandHandler<Notify>
{
    public async Task<Result<Done>> Handle(Notify request, CancellationToken ct)
    {
        var accounts = await sender.Send(new NameUsers([.. request.Recipients.Select(r => r.UserId)]), ct);
        if (accounts.Failed)
            return accounts.Error;
        var there = accounts.Value.Keys;
        var preferences = await db.NotificationPreferences.AsNoTracking().Where(p => there.Contains(p.UserId)).ToDictionaryAsync(p => p.UserId, ct);
        var recipients = request.Recipients
            .Where(r => there.Contains(r.UserId) && preferences.GetValueOrDefault(r.UserId)?.Wants(request.Kind) != false)
            .ToList();
        if (recipients.Count > 0)
            await Tell(request, recipients, preferences, ct);
        return Done.Result;
    }

    private async Task Tell(
        Notify request, List<NotificationRecipient> recipients, Dictionary<int, NotificationPreferences> preferences, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var text = new NotificationText(request.Title, request.Body, request.Data.GetRawText());
        var isNew = new List<int>();
        await using (var transaction = await db.BeginTransactionAsync(ct))
        {
            var known = await db.LockNotifications(request.Key, [.. recipients.Select(r => r.UserId)]).ToDictionaryAsync(n => n.UserId, ct);
            var positions = await db.NextNotificationPositions(recipients.Count, ct);
            foreach (var (recipient, position) in recipients.Zip(positions))
            {
                if (!known.TryGetValue(recipient.UserId, out var notification))
                {
                    db.Notifications.Add(notification = Notification.About(recipient.UserId, request.Kind, request.Key));
                    isNew.Add(recipient.UserId);
                }

                notification.Tell(
                    text, request.Revision, recipient.Count, position, IsQuiet(preferences.GetValueOrDefault(recipient.UserId), now), now);
            }

            await db.SaveChangesAsync(ct);
            await transaction.CommitAsync(ct);
        }

        if (isNew.Count > 0)
            await db.TrimNotifications(isNew, Notification.KeptMax, ct);
    }

    /// <summary>Whether it is within somebody's quiet hours where they are.</summary>
    internal static bool IsQuiet(NotificationPreferences? preferences, DateTimeOffset now) =>
        preferences?.QuietHours is { } hours
        && hours.Contains(Instant.FromDateTimeOffset(now).InZone(DateTimeZoneProviders.Tzdb[preferences.TimeZone]).TimeOfDay.ToTimeOnly());
}
