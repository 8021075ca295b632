using System.Net;
using Halext.ApiTests.Assistant;
using Halext.Application.Assistant;
using Halext.TestKit;

namespace Halext.ApiTests.Messaging.Conversations;

public sealed class HiveMindTests : AnswersTest
{
    [Test]
    public async Task The_newest_messages_and_the_goal_are_summed_up()
    {
        var (ada, bob, eve) = (await Server.SignUp("ada"), await Server.SignUp("bob"), await Server.SignUp("eve"));
        var model = Assistant.Says("""{"summary":"They agree."}""");
        var id = await Begin(ada, model, bob);
        for (var i = 1; i <= 51; i++)
            await (i % 2 == 0 ? ada : bob).Post(id, $"message {i}.");
        var other = await eve.Begin();
        await eve.Post(other, "eves-secret");

        var response = await bob.Client.Get($"/conversations/{id}/hive-mind/summary");
        Assert.That(await response.Content.ReadAsStringAsync(), Is.EqualTo("\"They agree.\""));
        Assert.That(response.Headers.GetValues("X-Halext-AI-Model"), Is.EqualTo(new[] { model }));
        var (instructions, data) = Assistant.Shown(model);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(data, Does.Contain("Win the cup").And.Contain(bob.Username).And.Contain("message 51.").And.Contain("message 2."));
            Assert.That(data, Does.Not.Contain("message 1.").And.Not.Contain("eves-secret"));
            Assert.That(data.IndexOf("message 2.", StringComparison.Ordinal), Is.LessThan(data.IndexOf("message 51.", StringComparison.Ordinal)), "oldest first");
            Assert.That(instructions, Does.Not.Contain("Win the cup"));
            Assert.That(Assistant.CallsOf(model)[0].ConversationId, Is.EqualTo(id));
        }
    }

    [TestCase("""{"steps":["- Train","Train","Sleep"]}""")]
    [TestCase("1. Train\n2. Sleep")]
    public async Task Next_steps(string answer)
    {
        var ada = await Server.SignUp("ada");
        var id = await Begin(ada, Assistant.Says(answer));
        var steps = await ada.Client.Get($"/conversations/{id}/hive-mind/next-steps").ShouldBeOk();
        Assert.That(Texts(steps), Is.EqualTo(new[] { "Train", "Sleep" }));
    }

    [TestCase("summary")]
    [TestCase("next-steps")]
    public async Task Only_participants_ask_and_only_where_there_is_a_goal(string route)
    {
        var (ada, eve) = (await Server.SignUp("ada"), await Server.SignUp("eve"));
        var id = await ada.Begin();
        await ada.Client.Get($"/conversations/{id}/hive-mind/{route}").ShouldFail(422, "NO_HIVE_MIND_GOAL");
        await eve.Client.Get($"/conversations/{id}/hive-mind/{route}").ShouldFail(404, "RESOURCE_NOT_FOUND");
        await Server.Anonymous().Get($"/conversations/{id}/hive-mind/{route}").ShouldFail(401, "UNAUTHORIZED");
    }

    [TestCase("summary", "")]
    [TestCase("next-steps", "I cannot say.")]
    public async Task Failures_are_errors(string route, string garbage)
    {
        var ada = await Server.SignUp("ada");
        var down = await Begin(ada, Assistant.Fails(ProviderFailure.Unreachable));
        await ada.Client.Get($"/conversations/{down}/hive-mind/{route}").ShouldFail(503, "PROVIDER_UNAVAILABLE");
        var bad = await Begin(ada, Assistant.Says(garbage));
        await ada.Client.Get($"/conversations/{bad}/hive-mind/{route}").ShouldFail(422, "INVALID_AI_RESPONSE");
    }

    private static async Task<int> Begin(TestUser owner, string model, params TestUser[] others)
    {
        var id = await owner.Begin(others);
        await owner.Client.PutJson($"/conversations/{id}", new { default_model_id = model }).ShouldBeOk();
        var goal = await owner.Client.PostJson($"/conversations/{id}/hive-mind/goal", new { goal = "Win the cup" });
        Assert.That(goal.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        return id;
    }
}
