using System.Globalization;
using FluentValidation;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Domain.Common;

namespace Halext.Application.Messaging.Presence;

/// <summary>
/// The presence of these people in the order asked for, or of the first hundred whom the caller may see. Unknown people, and those with whom
/// the caller shares nothing, are offline.
/// </summary>
/// <param name="UserIds">Ids with commas between them; null or empty for those whom the caller may see.</param>
public sealed record ListPresence(string? UserIds) : IQuery<IReadOnlyList<UserPresenceDto>>
{
    public const int Max = 100;

    /// <summary>The ids, each once; null when one is none.</summary>
    internal IReadOnlyList<int>? Ids()
    {
        var ids = new List<int>();
        foreach (var text in (UserIds ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id))
                return null;
            ids.Add(id);
        }

        return [.. ids.Distinct()];
    }
}

internal sealed class ListPresenceValidator : AbstractValidator<ListPresence>
{
    public ListPresenceValidator()
    {
        RuleFor(x => x.UserIds).MaximumLength(ListPresence.Max * 12).WithMessage(TooMany).DependentRules(() =>
        {
            RuleFor(x => x.UserIds).Must((request, _) => request.Ids() is not null).WithMessage("'user_ids' are numbers with commas between them.");
            RuleFor(x => x.UserIds).Must((request, _) => request.Ids() is null or { Count: <= ListPresence.Max }).WithMessage(TooMany);
        });
    }

    private static string TooMany => $"At most {ListPresence.Max} users at once.";
}

internal sealed class ListPresenceHandler(IMessagingDb db, ICurrentUser user, ISender sender, TimeProvider clock)
    : IQueryHandler<ListPresence, IReadOnlyList<UserPresenceDto>>
{
    public async Task<Result<IReadOnlyList<UserPresenceDto>>> Handle(ListPresence request, CancellationToken ct)
    {
        var ids = request.Ids()!;
        if (ids.Count == 0)
        {
            var visible = await sender.Send(new FindVisiblePeople(user.Id), ct);
            if (visible.Failed)
                return visible.Error;
            ids = [.. visible.Value.Take(ListPresence.Max)];
        }

        var presences = await sender.SeePresences(db, user.Id, ids, ct);
        if (presences.Failed)
            return presences.Error;
        var now = clock.GetUtcNow();
        return ids.Select(id => UserPresenceDto.Of(id, presences.Value.GetValueOrDefault(id), now)).ToList();
    }
}
