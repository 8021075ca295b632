using System.Text.Json;
using Halext.TestKit;

namespace Halext.ApiTests.Messaging;

/// <summary>What tests of conversations do again and again.</summary>
internal static class Chat
{
    /// <summary>Begins a conversation and returns its id.</summary>
    public static async Task<int> Begin(this TestUser owner, params TestUser[] others)
    {
        var made = await owner.Client.PostJson("/conversations/", new { title = "t", mode = "group", with_ai = false, participant_usernames = others.Select(o => o.Username) })
            .ShouldBeOk();
        return made.GetProperty("id").GetInt32();
    }

    /// <summary>Posts a message and returns it.</summary>
    public static async Task<JsonElement> Post(this TestUser author, int conversationId, string content = "hello", int? replyTo = null, string? key = null) =>
        (await author.Client.PostJson($"/conversations/{conversationId}/messages", new { content, reply_to_id = replyTo, client_message_id = key }).ShouldBeOk())[0];

    public static async Task<JsonElement> Conversation(this TestUser user, int id) => await user.Client.Get($"/conversations/{id}").ShouldBeOk();

    public static async Task<int> Unread(this TestUser user, int conversationId) => (await user.Conversation(conversationId)).GetProperty("unread_count").GetInt32();

    public static async Task<List<JsonElement>> Messages(this TestUser user, int conversationId, string query = "") =>
        [.. (await user.Client.Get($"/conversations/{conversationId}/messages{query}").ShouldBeOk()).EnumerateArray()];

    /// <summary>The next frame, without those that tell the person of notifications: they come along with whatever happens in conversations.</summary>
    public static async Task<JsonElement> ReceiveApartFromNotifications(this TestSocket socket)
    {
        while (true)
        {
            var frame = await socket.Receive();
            if (frame.Text("type") != "event" || !frame.Text("event").StartsWith("notification", StringComparison.Ordinal))
                return frame;
        }
    }

    public static int Id(this JsonElement element) => element.GetProperty("id").GetInt32();

    public static string Text(this JsonElement element, string name) => element.GetProperty(name).GetString()!;

    public static IEnumerable<string> Contents(this IEnumerable<JsonElement> messages) => messages.Select(m => m.Text("content"));
}
