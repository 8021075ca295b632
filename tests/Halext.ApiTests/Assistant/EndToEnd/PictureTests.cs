using System.Text.Json;
using Halext.TestKit;
using Halext.TestKit.FakeModels;

namespace Halext.ApiTests.Assistant.EndToEnd;

/// <summary>Pictures, from the route to the server that paints them.</summary>
public sealed class PictureTests : EndToEndTest
{
    private static readonly byte[] Png = Convert.FromBase64String(FakeLists.Png);

    protected override Dictionary<string, string?> Settings => new() { ["AI_IMAGE_MODEL"] = "ollama:painter", ["AI_DEFAULT_MODEL"] = "openai:gpt-4o" };

    [OneTimeSetUp]
    public void OfferModels() => Models.Models = [.. Models.Models, "painter", "model-a", "model-b"];

    [Test]
    public async Task The_operators_model_paints_and_is_entered()
    {
        var user = await Server.SignUp();
        var response = await Paint(user, "?prompt=a%20cat");
        using (Assert.EnterMultipleScope())
        {
            Assert.That((int)response.StatusCode, Is.EqualTo(200), await response.Content.ReadAsStringAsync());
            Assert.That(response.Content.Headers.ContentType?.MediaType, Is.EqualTo("image/png"));
            Assert.That(response.Headers.GetValues("X-Halext-AI-Model"), Is.EqualTo(new[] { "ollama:painter" }));
            Assert.That(await response.Content.ReadAsByteArrayAsync(), Is.EqualTo(Png));
            Assert.That(await Ledger(user), Is.EqualTo(new[] { new Entry("ollama:painter", "/v1/images/generate", 2, 0, 0, true, "Complete") }));
        }

        // What makes no pictures at all is not asked.
        Assert.That((await Paint(user, "?prompt=x&model=openai:gpt-4o")).Headers.GetValues("X-Halext-AI-Model"), Is.EqualTo(new[] { "ollama:painter" }));
    }

    [Test]
    public async Task A_machine_of_an_administrator_paints_too()
    {
        var (admin, node) = await AddNode(new { is_public = false });
        var model = $"client:{node.GetProperty("id").GetInt32()}:model-a";
        var response = await Paint(admin, "?prompt=x&model=" + model);
        Assert.That(response.Headers.GetValues("X-Halext-AI-Model"), Is.EqualTo(new[] { model }));
        Assert.That((await Ledger(admin)).Single().Model, Is.EqualTo(model));
        Assert.That((await Paint(await Server.SignUp(), "?prompt=x&model=" + model)).Headers.GetValues("X-Halext-AI-Model"), Is.EqualTo(new[] { "ollama:painter" }));
    }

    [TestCase(null, 200, 422, "MODEL_REFUSED")]
    [TestCase("bm8gcGljdHVyZQ==", 200, 503, "PROVIDER_UNAVAILABLE")]
    [TestCase("!", 200, 503, "PROVIDER_UNAVAILABLE")]
    [TestCase(null, 500, 503, "PROVIDER_UNAVAILABLE")]
    public async Task What_is_no_picture_is_an_error(string? image, int upstream, int status, string code)
    {
        var user = await Server.SignUp();
        var answer = upstream == 200 ? FakeAnswer.Writes("application/json", JsonSerializer.Serialize(new { response = "Words", done = true, image })) : FakeAnswer.Fails(upstream);
        var model = Model(answer);
        await Paint(user, $"?prompt=x&model=ollama:{model}").ShouldFail(status, code);
    }

    [Test]
    public async Task Who_goes_away_frees_the_painter()
    {
        var user = await Server.SignUp();
        var model = Model(FakeAnswer.Says().AfterEternity());
        using var gone = new CancellationTokenSource();
        var painting = user.Client.PostAsync(new Uri($"/v1/images/generate?prompt=x&model=ollama:{model}", UriKind.Relative), null, gone.Token);
        var request = await FirstAsked(model);
        await gone.CancelAsync();
        Assert.That(async () => await painting, Throws.InstanceOf<OperationCanceledException>());
        await Eventually.True(() => request.Gone.IsCompleted);
    }

    private static Task<HttpResponseMessage> Paint(TestUser user, string query) =>
        user.Client.PostAsync(new Uri("/v1/images/generate" + query, UriKind.Relative), null);
}
