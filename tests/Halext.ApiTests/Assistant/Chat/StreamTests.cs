using System.Net;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Halext.ApiTests.Deployment;
using Halext.Application.Assistant;
using Halext.TestKit;
using Halext.WebApi.Common.Streaming;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace Halext.ApiTests.Assistant.Chat;

public sealed class StreamTests : AnswersTest
{
    private static readonly string[] Pieces = ["Grüße,\n", "  leading", " blanks\r", "\nand [DONE]\n[DONE]\n\n", "日本 🎉", "\n", "\n```\n  code\n```"];

    private const string Whole = "Grüße,\n  leading blanks\nand [DONE]\n[DONE]\n\n日本 🎉\n\n```\n  code\n```";

    protected override void Configure(WebApplicationBuilder builder)
    {
        base.Configure(builder);
        builder.Services.Configure<EventStreamOptions>(o => o.Heartbeat = TimeSpan.FromMilliseconds(20));
    }

    [Test]
    public async Task The_web_client_gets_the_text_with_a_return_for_each_newline()
    {
        var (response, body) = await Read("/ai/stream", Assistant.Streams(_ => Pieces.ToAsyncEnumerable()));
        Assert.That(StreamReaders.AsWebClient(body), Is.EqualTo(Whole.Replace('\n', '\r')));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(response.Content.Headers.ContentType?.MediaType, Is.EqualTo("text/event-stream"));
            Assert.That(response.Headers.GetValues("X-Accel-Buffering"), Is.EqualTo(new[] { "no" }));
            Assert.That(response.Headers.CacheControl?.NoStore, Is.True);
            Assert.That(response.Headers.GetValues("X-Halext-AI-Model").Single(), Does.StartWith("scripted:"));
        }
    }

    [Test]
    public async Task Whoever_reads_as_the_standard_says_gets_the_text_itself()
    {
        var (_, body) = await Read("/ai/stream", Assistant.Streams(_ => Pieces.ToAsyncEnumerable()));
        Assert.That(StreamReaders.TextOf(StreamReaders.AsTheStandardSays(body)), Is.EqualTo((Whole, true)));
    }

    [Test]
    public async Task The_mobile_client_gets_the_text_itself()
    {
        var (_, body) = await Read("/ai/chat/stream", Assistant.Streams(_ => Pieces.ToAsyncEnumerable()));
        Assert.That(StreamReaders.AsMobileClient(body), Is.EqualTo((string.Concat(Pieces), true)));
        Assert.That(body.All(b => b < 0x80), Is.True);
        Assert.That(StreamReaders.AsTheStandardSays(body)[^1].Data, Is.EqualTo("[DONE]"));
    }

    [Test]
    public async Task Subtasks_come_as_text()
    {
        var user = await Server.SignUp();
        var model = Assistant.Streams(_ => new[] { "Buy tiles\n", "Climb" }.ToAsyncEnumerable());
        var response = await user.Client.PostJson("/ai/tasks/suggest-stream", new { title = "Mend the roof", model });
        var body = await response.Content.ReadAsByteArrayAsync();
        Assert.That(StreamReaders.AsWebClient(body), Is.EqualTo("Buy tiles\rClimb"));
        Assert.That(Assistant.Shown(model).Data, Is.EqualTo("""{"title":"Mend the roof"}"""));
        Assert.That(response.Headers.GetValues("X-Halext-AI-Model"), Is.EqualTo(new[] { model }));
    }

    [Test]
    public async Task An_answer_that_breaks_off_ends_with_an_error_and_without_the_mark()
    {
        static async IAsyncEnumerable<string> Break([EnumeratorCancellation] CancellationToken ct = default)
        {
            yield return "Half";
            await Task.Yield();
            throw new ProviderException(ProviderFailure.Cut, "The provider stopped.");
        }

        var (_, text) = await Read("/ai/stream", Assistant.Streams(Break));
        Assert.That(StreamReaders.AsTheStandardSays(text), Is.EqualTo(new[] { ("message", "Half"), ("error", " [Error: The provider stopped.]") }));
        Assert.That(StreamReaders.AsWebClient(text), Is.EqualTo("Half [Error: The provider stopped.]"));

        var (_, json) = await Read("/ai/chat/stream", Assistant.Streams(Break));
        Assert.That(StreamReaders.AsMobileClient(json), Is.EqualTo(("Half", true)));
        var (type, data) = StreamReaders.AsTheStandardSays(json)[^1];
        var error = JsonDocument.Parse(data).RootElement.GetProperty("error");
        Assert.That((type, error.GetProperty("code").GetString(), error.GetProperty("message").GetString()), Is.EqualTo(("error", "PROVIDER_UNAVAILABLE", "The provider stopped.")));
    }

    [Test]
    public async Task A_bug_in_the_middle_says_nothing_of_itself()
    {
        static async IAsyncEnumerable<string> Fail([EnumeratorCancellation] CancellationToken ct = default)
        {
            yield return "Half";
            await Task.Yield();
            throw new InvalidOperationException("secret");
        }

        var (_, body) = await Read("/ai/chat/stream", Assistant.Streams(Fail));
        Assert.That(Encoding.UTF8.GetString(body), Does.Contain("INTERNAL_SERVER_ERROR").And.Not.Contain("secret"));
    }

    [Test]
    public async Task Pieces_arrive_as_they_come_with_comments_while_nothing_does()
    {
        var go = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        async IAsyncEnumerable<string> Wait([EnumeratorCancellation] CancellationToken ct = default)
        {
            yield return "first";
            await go.Task.WaitAsync(ct);
            yield return "last";
        }

        await using var nginx = await Nginx.Start("keep-prefix", Server.Address);
        var user = await Server.SignUp();
        using var client = new TestClient(nginx.Address).Bearer(user.AccessToken);
        using var response = await Open(client, "/api/ai/stream", Assistant.Streams(Wait), CancellationToken.None);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        Assert.That(await reader.ReadLineAsync(), Is.EqualTo("data: first"));
        Assert.That(await reader.ReadLineAsync(), Is.Empty);
        Assert.That(await reader.ReadLineAsync(), Does.StartWith(":"), "the heartbeat");
        go.SetResult();
        Assert.That(await reader.ReadToEndAsync(), Does.EndWith("data: last\n\ndata: [DONE]\n\n"));
    }

    [TestCase("/ai/stream")]
    [TestCase("/ai/chat/stream")]
    public async Task A_client_that_goes_away_ends_the_providers_work(string path)
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        async IAsyncEnumerable<string> Wait([EnumeratorCancellation] CancellationToken ct = default)
        {
            try
            {
                yield return "first";
                await Task.Delay(Timeout.Infinite, ct);
            }
            finally
            {
                ended.SetResult();
            }
        }

        var user = await Server.SignUp();
        using var gone = new CancellationTokenSource();
        var response = await Open(user.Client, path, Assistant.Streams(Wait), gone.Token);
        var buffer = new byte[10];
        Assert.That(await (await response.Content.ReadAsStreamAsync()).ReadAsync(buffer), Is.Positive);
        response.Dispose();
        await ended.Task.WaitAsync(TimeSpan.FromMinutes(1));
    }

    [Test]
    public async Task An_answer_without_a_word_ends_with_an_error()
    {
        var (_, text) = await Read("/ai/stream", Assistant.Streams(_ => AsyncEnumerable.Empty<string>()));
        Assert.That(StreamReaders.AsTheStandardSays(text), Is.EqualTo(new[] { ("error", " [Error: The model ended without saying anything.]") }));
        var (_, json) = await Read("/ai/chat/stream", Assistant.Ends("", ChatFinishReason.ContentFilter));
        var (type, data) = StreamReaders.AsTheStandardSays(json)[^1];
        Assert.That((type, JsonDocument.Parse(data).RootElement.GetProperty("error").GetProperty("code").GetString()), Is.EqualTo(("error", "CONTENT_FILTERED")));
    }

    [Test]
    public async Task An_answer_that_was_cut_says_so_where_there_is_a_place_for_it()
    {
        var model = Assistant.Ends("Half", ChatFinishReason.Length);
        var (_, json) = await Read("/ai/chat/stream", model);
        Assert.That(StreamReaders.AsMobileClient(json), Is.EqualTo(("Half", true)));
        Assert.That(StreamReaders.AsTheStandardSays(json).Select(e => e.Data), Is.EqualTo(new[]
        {
            """{"content":"Half","is_done":false}""", """{"content":"","is_done":true,"partial":true}""", "[DONE]",
        }));
        var (_, text) = await Read("/ai/stream", model);
        Assert.That(StreamReaders.TextOf(StreamReaders.AsTheStandardSays(text)), Is.EqualTo(("Half", true)));
    }

    private async Task<(HttpResponseMessage Response, byte[] Body)> Read(string path, string model)
    {
        var user = await Server.SignUp();
        var response = await user.Client.PostJson(path, new { prompt = "Hi", model });
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        return (response, await response.Content.ReadAsByteArrayAsync());
    }

    private static Task<HttpResponseMessage> Open(TestClient client, string path, string model, CancellationToken ct)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = new StringContent(JsonSerializer.Serialize(new { prompt = "Hi", model }), Encoding.UTF8, "application/json"),
        };
        return client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
    }
}
