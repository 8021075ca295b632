using Halext.Domain.Assistant;
using Halext.TestKit;
using Halext.TestKit.FakeModels;

namespace Halext.ApiTests.Assistant.EndToEnd;

/// <summary>Whose key goes over the wire.</summary>
public sealed class KeyTests : EndToEndTest
{
    private const string AdasKey = "sk-of-ada-0123456789";

    [Test]
    public async Task A_users_key_is_sent_for_this_user_only([Values(ProviderKeys.OpenAi, ProviderKeys.Anthropic)] string provider)
    {
        var (ada, bob) = (await Server.SignUp(), await Server.SignUp());
        await ada.Client.PostJson("/ai/credentials", new { provider, api_key = AdasKey }).ShouldBeOk();
        var model = Model();

        // Together, so that what is kept between calls would show.
        await Task.WhenAll(Enumerable.Range(0, 6).Select(n => Ask(n % 2 == 0 ? ada : bob, provider, model, n % 2 == 0 ? "Ada asks" : "Bob asks")));
        var asked = Asked(model).Select(r => (Who: r.Text.Contains("Ada asks", StringComparison.Ordinal) ? "ada" : "bob", Key: KeyOf(r))).ToList();
        Assert.That(asked, Has.Count.EqualTo(6));
        Assert.That(asked.Distinct(), Is.EquivalentTo(new[] { ("ada", AdasKey), ("bob", OperatorsKey) }));

        await ada.Client.Delete($"/ai/credentials/{provider}").ShouldBeNoContent();
        await Ask(ada, provider, model, "Ada asks");
        Assert.That(KeyOf(Asked(model)[^1]), Is.EqualTo(OperatorsKey));
    }

    [Test]
    public async Task A_key_that_is_refused_is_not_replaced_by_another()
    {
        var ada = await Server.SignUp();
        await ada.Client.PostJson("/ai/credentials", new { provider = "openai", api_key = AdasKey }).ShouldBeOk();
        var model = Model(FakeAnswer.Fails(401));
        var problem = await ada.Client.PostJson("/ai/chat", new { prompt = "Hi", model = "openai:" + model }).ShouldFail(503, "PROVIDER_UNAUTHORIZED");
        Assert.That(problem.GetRawText(), Does.Not.Contain(AdasKey));
        Assert.That(Asked(model).Select(KeyOf), Is.EqualTo(new[] { AdasKey }));
    }

    [Test]
    public async Task Machines_of_users_get_nobodys_key()
    {
        var (admin, node) = await AddNode();
        var model = Model();
        await admin.Client.PostJson("/ai/chat", new { prompt = "Hi", model = $"client:{node.GetProperty("id").GetInt32()}:{model}" }).ShouldBeOk();
        Assert.That(KeyOf(Asked(model).Single()), Is.Null);
    }

    private static async Task Ask(TestUser user, string provider, string model, string prompt) =>
        await user.Client.PostJson("/ai/chat", new { prompt, model = $"{provider}:{model}" }).ShouldBeOk();
}
