using Halext.Application.Accounts.Users;
using Halext.Application.Common.Messaging;
using Halext.Domain.Common;
using Halext.Domain.Messaging;

namespace Halext.Application.Messaging.Conversations;

/// <summary>The people of conversations, whose names the accounts know.</summary>
internal static class ConversationPeople
{
    /// <summary>The accounts with these user names; refuses when one is unknown, naming it.</summary>
    public static async Task<Result<IReadOnlyList<UserNameDto>>> FindPeople(this ISender sender, IReadOnlyList<string>? names, CancellationToken ct)
    {
        if (names is null or { Count: 0 })
            return Array.Empty<UserNameDto>();
        var found = await sender.Send(new FindUsersByName(names), ct);
        if (found.Failed)
            return found.Error;

        var unknown = names.FirstOrDefault(n => !found.Value.Any(u => u.Username.Equals(n.Trim(), StringComparison.OrdinalIgnoreCase)));
        return unknown is null ? found : Error.NotFound("User", unknown.Trim());
    }

    /// <summary>The id of the participant with this user name.</summary>
    public static async Task<Result<int>> FindParticipant(this ISender sender, Conversation conversation, string username, CancellationToken ct)
    {
        var found = await sender.FindPeople([username], ct);
        if (found.Failed)
            return found.Error;
        var id = found.Value[0].Id;
        return conversation.Participants.Any(p => p.UserId == id) ? id : Error.NotFound("Participant", username);
    }
}
