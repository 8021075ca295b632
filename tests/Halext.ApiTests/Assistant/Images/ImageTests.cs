using Halext.Application.Assistant.Images;
using Halext.Domain.Assistant;
using Halext.Domain.Common;
using Halext.TestKit;
using Halext.TestKit.FakeModels;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Halext.ApiTests.Assistant.Images;

public sealed class ImageTests : ApiTest
{
    private static readonly byte[] Png = Convert.FromBase64String(FakeLists.Png);

    protected override void Configure(WebApplicationBuilder builder) => builder.Services.AddSingleton<IImageModel, Painter>();

    [TestCase("/v1/images/generate")]
    [TestCase("/api/v1/images/generate")]
    public async Task The_picture_itself_is_the_answer(string path)
    {
        var user = await Server.SignUp();
        var response = await user.Client.PostAsync(new Uri(path + "?prompt=a%20cat", UriKind.Relative), null);
        using (Assert.EnterMultipleScope())
        {
            Assert.That((int)response.StatusCode, Is.EqualTo(200));
            Assert.That(response.Content.Headers.ContentType?.MediaType, Is.EqualTo("image/png"));
            Assert.That(response.Headers.GetValues("X-Halext-AI-Model"), Is.EqualTo(new[] { "ollama:m%C3%A1gico%0D%0A" }));
            Assert.That(await response.Content.ReadAsByteArrayAsync(), Is.EqualTo(Png));
        }
    }

    [Test]
    public async Task What_is_no_picture_or_no_description_is_an_error()
    {
        var user = await Server.SignUp();
        await Post(user, "?prompt=garbage").ShouldFail(503, "PROVIDER_UNAVAILABLE");
        await Post(user, "?prompt=half").ShouldFail(503, "PROVIDER_UNAVAILABLE");
        await Post(user, "").ShouldFail(422, "VALIDATION_ERROR", "prompt");
        await Post(user, "?prompt=" + new string('x', 4_001)).ShouldFail(422, "VALIDATION_ERROR", "prompt");
        await Server.Anonymous().PostAsync(new Uri("/v1/images/generate?prompt=x", UriKind.Relative), null).ShouldFail(401, "UNAUTHORIZED");
    }

    [Test]
    public async Task Where_nothing_can_make_pictures_that_is_said()
    {
        await using var server = await TestServer.Start();
        var user = await server.SignUp();
        await Post(user, "?prompt=x").ShouldFail(503, "IMAGE_MODEL_UNAVAILABLE");
        await Post(user, "?prompt=x&model=openai:gpt-4o").ShouldFail(503, "IMAGE_MODEL_UNAVAILABLE");
    }

    private static Task<HttpResponseMessage> Post(TestUser user, string query) =>
        user.Client.PostAsync(new Uri("/v1/images/generate" + query, UriKind.Relative), null);

    private sealed class Painter : IImageModel
    {
        public Task<Result<GeneratedImage>> Generate(string prompt, string? model, CancellationToken ct) =>
            Task.FromResult<Result<GeneratedImage>>(
                new GeneratedImage(new ModelIdentifier("ollama", "mágico\r\n"), prompt switch { "garbage" => new byte[] { 1, 2 }, "half" => Png[..^4], _ => Png }));
    }
}
