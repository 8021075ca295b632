using System.Text.Json;
using Halext.TestKit;
using Npgsql;

namespace Halext.ApiTests.Messaging.Notifications;

/// <summary>What tests of notifications do again and again.</summary>
internal static class Inbox
{
    /// <summary>Makes a notification without a reason, and answers its id.</summary>
    public static async Task<int> Notify(this TestServer server, TestUser user, string kind = "System") => (int)(await server.Sql(
        $"""
        INSERT INTO notifications (user_id, kind, key, revision, title, data, count, position, created_at, updated_at)
        VALUES ({user.Id}, '{kind}', '{Guid.NewGuid()}', 0, 'Look', '{'{'}"a": 1{'}'}', 1, nextval('notification_positions'), now(), now()) RETURNING id
        """))!;

    public static async Task<List<JsonElement>> Notifications(this TestUser user, string query = "") =>
        [.. (await user.Client.Get("/notifications" + query).ShouldBeOk()).EnumerateArray()];

    public static async Task<int> UnreadNotifications(this TestUser user) =>
        (await user.Client.Get("/notifications/unread-count").ShouldBeOk()).GetProperty("count").GetInt32();

    /// <summary>Waits until everything that has happened was reacted to.</summary>
    public static Task Settle(this TestServer server) => Eventually.True(async () => (long)(await server.Sql("SELECT count(*) FROM outbox WHERE parked_at IS NULL"))! == 0);

    /// <summary>How many statements the last request sent, without the check of who sent it.</summary>
    public static int OwnStatements(this TestClient client) => client.LastStatements.Count(sql => !sql.StartsWith("-- credential", StringComparison.Ordinal));

    /// <summary>The first value of what a statement answers.</summary>
    public static async Task<object?> Sql(this TestServer server, string sql)
    {
        await using var connection = new NpgsqlConnection(server.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }

    /// <summary>The data of the next event of this name; others are passed over.</summary>
    public static async Task<JsonElement> ReceiveEvent(this TestSocket socket, string name)
    {
        while (true)
        {
            var frame = await socket.Receive("event");
            if (frame.Text("event") == name)
                return frame.GetProperty("data");
        }
    }
}
