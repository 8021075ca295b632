using System.Globalization;
using Halext.Application.Common.Realtime;

namespace Halext.Application.Messaging.Realtime;

/// <summary>The names under which clients subscribe to topics.</summary>
public static class Channels
{
    public const int NameMaxLength = 100;

    /// <summary>Channels that begin with this are open to everybody who is signed in.</summary>
    public const string PublicPrefix = "public.";

    private const string ConversationPrefix = "conversation:";

    private static readonly string[] Owned = ["user:", ConversationPrefix];

    /// <summary>The conversation that a channel belongs to, if any.</summary>
    public static int? ConversationOf(string channel) =>
        channel.StartsWith(ConversationPrefix, StringComparison.Ordinal)
        && int.TryParse(channel.AsSpan(ConversationPrefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var id)
        && channel[ConversationPrefix.Length] is not '0'
            ? id
            : null;

    /// <summary>The topic of a channel: its own, unless it names something that has a topic already.</summary>
    public static string TopicOf(string channel) =>
        Owned.Any(prefix => channel.StartsWith(prefix, StringComparison.Ordinal)) ? channel : Topics.Channel(channel);
}
