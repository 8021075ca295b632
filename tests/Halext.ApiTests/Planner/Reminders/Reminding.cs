using System.Globalization;
using System.Text.Json;
using Halext.ApiTests.Messaging.Notifications;
using Halext.Application.Common.Messaging;
using Halext.Application.Common.Security;
using Halext.Application.Planner.Reminders;
using Halext.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace Halext.ApiTests.Planner.Reminders;

/// <summary>What tests of reminders do again and again.</summary>
internal static class Reminding
{
    /// <summary>For servers whose clock is moved: people stay signed in.</summary>
    public static Dictionary<string, string?> Settings => new() { ["ACCESS_TOKEN_EXPIRE_MINUTES"] = "525600" };

    /// <summary>Does what the job does every minute.</summary>
    public static async Task<RemindersDto> SendReminders(this TestServer server)
    {
        await using var scope = server.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentUser>().Set(Actor.System);
        var done = await scope.ServiceProvider.GetRequiredService<ISender>().Send(new SendReminders(), CancellationToken.None);
        Assert.That(done.Failed, Is.False);
        return done.Value;
    }

    /// <summary>What somebody is reminded of by a run at an instant, the oldest first: all that they have.</summary>
    public static async Task<List<JsonElement>> RemindedAt(this TestServer server, DateTimeOffset now, TestUser user)
    {
        server.Clock.Advance(now - server.Clock.GetUtcNow());
        await server.SendReminders();
        await server.Settle();
        return await user.Reminders();
    }

    public static async Task<List<JsonElement>> Reminders(this TestUser user)
    {
        var all = await user.Notifications("?kind=reminder");
        all.Reverse();
        return all;
    }

    public static string Wire(this DateTimeOffset instant) => instant.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);

    /// <summary>Adds an event of an hour.</summary>
    public static Task<JsonElement> AddEvent(this TestUser user, DateTimeOffset start, object? more = null) => user.Client.PostJson("/events/", Merged(
        new { title = "Standup", start_time = start.Wire(), end_time = start.AddHours(1).Wire() }, more)).ShouldBeOk();

    public static Task<JsonElement> AddTask(this TestUser user, DateTimeOffset due, object? more = null) =>
        user.Client.PostJson("/tasks/", Merged(new { title = "Pay rent", due_date = due.Wire() }, more)).ShouldBeOk();

    private static Dictionary<string, JsonElement> Merged(object first, object? second)
    {
        var merged = Fields(first);
        foreach (var (name, value) in second is null ? [] : Fields(second))
            merged[name] = value;
        return merged;
    }

    private static Dictionary<string, JsonElement> Fields(object body) => JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(JsonSerializer.Serialize(body))!;
}
