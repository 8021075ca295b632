using System.Text.Json;
using System.Text.Json.Serialization;
using FluentValidation;
using Halext.Application.Accounts.Users;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Common;
using Halext.Domain.Messaging;

namespace Halext.Application.Messaging.Presence;

/// <summary>
/// Changes what the signed-in user shows of being there; what is absent stays, null clears. It also tells that they are there: without a
/// socket that counts for five minutes. Who is offline by choice stays so until they choose otherwise.
/// </summary>
/// <param name="IsOnline">False hides the user, true shows them again; a status wins over it.</param>
/// <param name="Status">online, away, busy or offline.</param>
/// <param name="CurrentActivity">What they are doing.</param>
/// <param name="StatusMessage">Anything else.</param>
public sealed record SetPresence(bool? IsOnline, Optional<string?> Status, Optional<string?> CurrentActivity, Optional<string?> StatusMessage)
    : ICommand<PartnerPresenceDto>
{
    /// <summary>Whether it comes by one of the user's own sockets.</summary>
    [JsonIgnore]
    public bool HasSocket { get; init; }
}

internal sealed class SetPresenceValidator : AbstractValidator<SetPresence>
{
    /// <summary>The words, as the wire writes them.</summary>
    internal static readonly IReadOnlyDictionary<string, PresenceStatus> Words = new[] { PresenceStatus.Online, PresenceStatus.Away, PresenceStatus.Busy, PresenceStatus.Offline }
        .ToDictionary(s => JsonNamingPolicy.SnakeCaseLower.ConvertName(s.ToString()), StringComparer.OrdinalIgnoreCase);

    public SetPresenceValidator()
    {
        RuleFor(x => x.Status.Value).Must(word => word is null || Words.ContainsKey(word))
            .WithMessage($"'status' is one of: {string.Join(", ", Words.Keys)}.");
        RuleFor(x => x.CurrentActivity.Value).MaximumLength(UserPresence.ActivityMaxLength);
        RuleFor(x => x.StatusMessage.Value).MaximumLength(UserPresence.MessageMaxLength);
    }
}

internal sealed class SetPresenceHandler(IMessagingDb db, ICurrentUser user, ISender sender, TimeProvider clock) : ICommandHandler<SetPresence, PartnerPresenceDto>
{
    public async Task<Result<PartnerPresenceDto>> Handle(SetPresence request, CancellationToken ct)
    {
        await using var transaction = await db.BeginTransactionAsync(ct);
        var names = await sender.Send(new NameUsers([user.Id]), ct);
        if (names.Failed)
            return names.Error;
        var presence = (await db.LockPresences([user.Id], ct))[0];
        presence.Choose(Chosen(request, presence.Status), request.CurrentActivity, request.StatusMessage, isVisit: !request.HasSocket, clock.GetUtcNow());
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return PartnerPresenceDto.OfOneself(names.Value.GetValueOrDefault(user.Id, ""), presence);
    }

    private static Optional<PresenceStatus> Chosen(SetPresence request, PresenceStatus before) => request switch
    {
        { Status.Value: { } word } => SetPresenceValidator.Words[word],
        { IsOnline: false } => PresenceStatus.Offline,
        { Status.IsSet: true } => PresenceStatus.Online,
        { IsOnline: true } when before is PresenceStatus.Offline => PresenceStatus.Online,
        _ => default(Optional<PresenceStatus>),
    };
}
