using System.Text.Json;
using Halext.ApiTests.Messaging;
using Halext.TestKit;

namespace Halext.ApiTests.Planner.Reminders;

/// <summary>How long before something people want to be reminded, on the wire.</summary>
public sealed class ReminderFieldTests : ApiTest
{
    private static readonly DateTimeOffset Start = new(2026, 3, 5, 10, 0, 0, TimeSpan.Zero);

    [Test]
    public async Task Who_says_nothing_gets_the_default_and_null_is_none()
    {
        var ada = await Server.SignUp("ada");
        Assert.That(Minutes(await ada.AddEvent(Start)), Is.EqualTo(15));
        Assert.That(Minutes(await ada.AddTask(Start)), Is.EqualTo(60));
        Assert.That(Minutes(await ada.AddEvent(Start, new { reminder_minutes = 0 })), Is.Zero);
        Assert.That(Minutes(await ada.AddTask(Start, new { reminder_minutes = 40_320 })), Is.EqualTo(40_320));
        Assert.That(Minutes(await ada.AddEvent(Start, new { reminder_minutes = (int?)null })), Is.Null);
        Assert.That(Minutes(await ada.AddTask(Start, new { reminder_minutes = (int?)null })), Is.Null);

        foreach (var list in (string[])["/tasks/", "/tasks/?due_after=2026-01-01"])
            Assert.That((await ada.Client.Get(list).ShouldBeOk()).EnumerateArray().Select(Minutes), Is.EqualTo(new int?[] { null, 40_320, 60 }), list);
        Assert.That((await ada.Client.Get("/events/?start=2026-03-05&end=2026-03-06").ShouldBeOk()).EnumerateArray().Select(Minutes), Is.EqualTo(new int?[] { 15, 0, null }));
    }

    [Test]
    public async Task Changes_leave_it_alone_unless_they_mention_it()
    {
        var ada = await Server.SignUp("ada");
        foreach (var path in (string[])
            [$"/events/{(await ada.AddEvent(Start, new { reminder_minutes = 5 })).Id()}", $"/tasks/{(await ada.AddTask(Start, new { reminder_minutes = 5 })).Id()}"])
        {
            Assert.That(Minutes(await ada.Client.PutJson(path, new { title = "x" }).ShouldBeOk()), Is.EqualTo(5));
            Assert.That(Minutes(await ada.Client.PutJson(path, new { reminder_minutes = 30 }).ShouldBeOk()), Is.EqualTo(30));
            Assert.That(Minutes(await ada.Client.PutJson(path, new { reminder_minutes = (int?)null }).ShouldBeOk()), Is.Null);
            Assert.That(Minutes(await ada.Client.Get(path).ShouldBeOk()), Is.Null);
            await ada.Client.PutJson(path, new { reminder_minutes = -1 }).ShouldFail(422, "VALIDATION_ERROR", "reminder_minutes");
            await ada.Client.PutJson(path, new { reminder_minutes = 40_321 }).ShouldFail(422, "VALIDATION_ERROR", "reminder_minutes");
        }

        foreach (var path in (string[])["/events/", "/tasks/"])
        {
            foreach (var wrong in (object[])[-1, 40_321, "soon"])
            {
                await ada.Client.PostJson(path, new { title = "t", start_time = Start.Wire(), end_time = Start.Wire(), due_date = Start.Wire(), reminder_minutes = wrong })
                    .ShouldFail(422, "VALIDATION_ERROR", "reminder_minutes");
            }
        }
    }

    [Test]
    public async Task It_belongs_to_the_series_and_goes_on_with_what_is_split_off()
    {
        var ada = await Server.SignUp("ada");
        var path = $"/events/{(await ada.AddEvent(Start, new { recurrence_type = "daily", reminder_minutes = 5 })).Id()}";
        var second = Start.AddDays(1).Wire();
        await ada.Client.PatchJson($"{path}?scope=this&occurrence_start={second}", new { reminder_minutes = 6 }).ShouldFail(422, "VALIDATION_ERROR", "scope");
        var one = await ada.Client.PatchJson($"{path}?scope=this&occurrence_start={second}", new { title = "x", reminder_minutes = 5 }).ShouldBeOk();
        Assert.That(Minutes(one), Is.EqualTo(5), "what is sent back as it came is no change");
        var rest = await ada.Client.PatchJson($"{path}?scope=following&occurrence_start={second}", new { title = "y" }).ShouldBeOk();
        Assert.That((Minutes(rest), rest.GetProperty("id").GetInt32() != one.GetProperty("id").GetInt32()), Is.EqualTo(((int?)5, true)));
        var third = await ada.Client.PatchJson($"/events/{rest.GetProperty("id")}?scope=following&occurrence_start={Start.AddDays(2).Wire()}", new { reminder_minutes = 7 }).ShouldBeOk();
        Assert.That((Minutes(third), Minutes(await ada.Client.Get($"/events/{rest.GetProperty("id")}").ShouldBeOk())), Is.EqualTo(((int?)7, (int?)5)));
    }

    private static int? Minutes(JsonElement one) =>
        one.GetProperty("reminder_minutes") is { ValueKind: JsonValueKind.Number } minutes ? minutes.GetInt32() : null;
}
