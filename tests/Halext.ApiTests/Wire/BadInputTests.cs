using System.Net;
using System.Net.Sockets;
using System.Text;
using Halext.TestKit;

namespace Halext.ApiTests.Wire;

public sealed class BadInputTests : ApiTest
{
    [TestCase("{", TestName = "Cut off")]
    [TestCase("{\"title\":}", TestName = "A value is missing")]
    [TestCase("nonsense", TestName = "No JSON at all")]
    [TestCase("{'title':'x'}", TestName = "Single quotes")]
    [TestCase("{\"title\":\"x\"} trailing", TestName = "Something behind it")]
    public async Task Malformed_json_is_reported_to_anybody(string body)
    {
        var ada = await Server.SignUp();
        await ada.Client.SendText(HttpMethod.Post, "/tasks/", body, "application/json").ShouldFail(422, "VALIDATION_ERROR");
        await Server.Anonymous().SendText(HttpMethod.Post, "/tasks/", body, "application/json").ShouldFail(422, "VALIDATION_ERROR");
    }

    [TestCase("""{"title":5}""")]
    [TestCase("""{"title":""}""")]
    [TestCase("""{}""")]
    [TestCase("""[]""")]
    [TestCase("""null""")]
    public async Task Wrong_fields_are_reported_to_whoever_may_send_them(string body)
    {
        var ada = await Server.SignUp();
        await ada.Client.SendText(HttpMethod.Post, "/tasks/", body, "application/json").ShouldFail(422, "VALIDATION_ERROR");
        await Server.Anonymous().SendText(HttpMethod.Post, "/tasks/", body, "application/json").ShouldFail(401, "UNAUTHORIZED");
    }

    [Test]
    public async Task A_character_that_cannot_be_stored_is_refused_and_hurts_nobody_who_comes_next()
    {
        // A server of its own, because what is prepared on its connections matters.
        await using var server = await TestServer.Start();
        var ada = await server.SignUp();
        var made = await ada.Client.PostJson("/conversations/", new { title = "x", with_ai = false }).ShouldBeOk();
        var path = $"/conversations/{made.GetProperty("id").GetInt32()}/messages";
        await ada.Client.PostJson(path, new { content = "hello" }).ShouldBeOk();
        foreach (var word in new[] { "%00", "a%00b" })
            await ada.Client.Get($"{path}/search?q={word}").ShouldFail(422, "VALIDATION_ERROR");
        foreach (var (word, found) in new[] { ("x", 0), ("x", 0), ("hello", 1), ("hello", 1) })
            Assert.That((await ada.Client.Get($"{path}/search?q={word}").ShouldBeOk()).GetArrayLength(), Is.EqualTo(found));
    }

    [Test]
    public async Task No_body_and_the_wrong_kind_of_body_are_refused()
    {
        var ada = await Server.SignUp();
        await ada.Client.SendText(HttpMethod.Post, "/tasks/", "", "application/json").ShouldFail(422, "VALIDATION_ERROR");
        await ada.Client.SendText(HttpMethod.Post, "/tasks/", "title=x", "application/x-www-form-urlencoded").ShouldFail(415, "UNSUPPORTED_MEDIA_TYPE");
        await ada.Client.SendText(HttpMethod.Post, "/tasks/", "<title/>", "text/xml").ShouldFail(415, "UNSUPPORTED_MEDIA_TYPE");
        await ada.Client.SendText(HttpMethod.Post, "/tasks/", """{"title":"ok"}""", "application/json; charset=utf-8").ShouldBeOk();
        await ada.Client.SendText(HttpMethod.Post, "/tasks/", """{"title":"x"}""", "application/json; charset=bogus").ShouldFail(415, "UNSUPPORTED_MEDIA_TYPE");
        await ada.Client.SendText(HttpMethod.Post, "/token", "username=x", "application/x-www-form-urlencoded; charset=utf-7").ShouldFail(415, "UNSUPPORTED_MEDIA_TYPE");
    }

    [TestCase("""{"title":"a\u0000b"}""", "title")]
    [TestCase("""{"title":"a\ud800b"}""", "title")]
    [TestCase("""{"title":"t","labels":["\u0000"]}""", "labels[0]")]
    public async Task Characters_that_no_text_may_hold_are_refused(string body, string field)
    {
        var ada = await Server.SignUp();
        await ada.Client.SendText(HttpMethod.Post, "/tasks/", body, "application/json").ShouldFail(422, "VALIDATION_ERROR", field);
    }

    [TestCase("/tasks/?search=%00")]
    [TestCase("/tasks/?label=a%00")]
    [TestCase("/users/search?q=%00")]
    public async Task Nor_may_a_query(string path)
    {
        var ada = await Server.SignUp();
        await ada.Client.Get(path).ShouldFail(422, "VALIDATION_ERROR");
    }

    [Test]
    public async Task Raw_bytes_that_are_no_text_are_refused()
    {
        var ada = await Server.SignUp();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/tasks/");
        request.Content = new ByteArrayContent([.. "{\"title\":\""u8, 0xC3, 0x28, .. "\"}"u8]);
        request.Content.Headers.TryAddWithoutValidation("Content-Type", "application/json");
        await ada.Client.SendAsync(request).ShouldFail(422, "VALIDATION_ERROR");
    }

    [Test]
    public async Task Emoji_and_other_scripts_come_back_as_they_went()
    {
        var ada = await Server.SignUp();
        const string title = "Köln 東京 👩‍👩‍👧 \u202Eabc";
        var task = await ada.Client.PostJson("/tasks/", new { title }).ShouldBeOk();
        Assert.That((await ada.Client.Get($"/tasks/{task.GetProperty("id")}").ShouldBeOk()).GetProperty("title").GetString(), Is.EqualTo(title));
    }

    [TestCase("title", 501)]
    [TestCase("description", 20_001)]
    public async Task Texts_have_a_limit(string field, int length)
    {
        var ada = await Server.SignUp();
        var body = new Dictionary<string, string> { ["title"] = "t", [field] = new('x', length) };
        await ada.Client.PostJson("/tasks/", body).ShouldFail(422, "VALIDATION_ERROR", field);
        body[field] = new string('x', length - 1);
        await ada.Client.PostJson("/tasks/", body).ShouldBeOk();
    }

    [Test]
    public async Task Labels_have_a_limit()
    {
        var ada = await Server.SignUp();
        await ada.Client.PostJson("/tasks/", new { title = "t", labels = Enumerable.Range(0, 51).Select(i => $"l{i}") }).ShouldFail(422, "VALIDATION_ERROR", "labels");
        await ada.Client.PostJson("/tasks/", new { title = "t", labels = new[] { new string('x', 101) } }).ShouldFail(422, "VALIDATION_ERROR", "labels");
        Assert.That((await ada.Client.Get("/labels/").ShouldBeOk()).GetArrayLength(), Is.Zero);
    }

    [TestCase("/tasks/2147483648")]
    [TestCase("/tasks/99999999999999999999")]
    [TestCase("/tasks/-1")]
    [TestCase("/tasks/0")]
    [TestCase("/tasks/abc")]
    [TestCase("/tasks/2147483647")]
    public async Task Ids_that_cannot_be_are_not_found(string path)
    {
        var ada = await Server.SignUp();
        await ada.Client.Get(path).ShouldFail(404, "RESOURCE_NOT_FOUND");
        await ada.Client.Delete(path).ShouldFail(404, "RESOURCE_NOT_FOUND");
        await ada.Client.PutJson(path, new { title = "x" }).ShouldFail(404, "RESOURCE_NOT_FOUND");
    }

    [Test]
    public async Task Json_of_ten_thousand_levels_is_refused()
    {
        var ada = await Server.SignUp();
        var deep = new string('[', 10_000) + new string(']', 10_000);
        await ada.Client.SendText(HttpMethod.Post, "/tasks/", deep, "application/json").ShouldFail(422, "VALIDATION_ERROR");
        await ada.Client.SendText(HttpMethod.Post, "/tasks/", $$"""{"title":"t","unknown":{{deep}}}""", "application/json").ShouldFail(422, "VALIDATION_ERROR");
    }

    [Test]
    public async Task A_body_of_eleven_megabytes_is_refused_and_stores_nothing()
    {
        var ada = await Server.SignUp();
        var body = $$"""{"title":"t","description":"{{new string('x', 11 * 1024 * 1024)}}"}""";
        await ada.Client.SendText(HttpMethod.Post, "/tasks/", body, "application/json").ShouldFail(413, "PAYLOAD_TOO_LARGE");
        await ada.Client.SendText(HttpMethod.Post, "/token", "username=" + new string('x', 11 * 1024 * 1024), "application/x-www-form-urlencoded").ShouldFail(413, "PAYLOAD_TOO_LARGE");
        Assert.That((await ada.Client.Get("/tasks/").ShouldBeOk()).GetArrayLength(), Is.Zero);
    }

    [Test]
    public async Task A_body_that_does_not_say_its_length_is_counted_too()
    {
        var ada = await Server.SignUp();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/tasks/");
        request.Content = new StreamContent(new MemoryStream(Encoding.ASCII.GetBytes($$"""{"title":"t","unknown":"{{new string('x', 11 * 1024 * 1024)}}"}""")));
        request.Content.Headers.TryAddWithoutValidation("Content-Type", "application/json");
        request.Headers.TransferEncodingChunked = true;
        try
        {
            await ada.Client.SendAsync(request).ShouldFail(413, "PAYLOAD_TOO_LARGE");
        }
        catch (HttpRequestException)
        {
            // The server hung up in the middle of it, before the client came to read the answer.
        }

        Assert.That((await ada.Client.Get("/tasks/").ShouldBeOk()).GetArrayLength(), Is.Zero);
    }

    [Test]
    public async Task A_request_that_is_not_http_gets_a_400_and_the_server_lives_on()
    {
        using var client = new TcpClient();
        await client.ConnectAsync(Server.Address.Host, Server.Address.Port);
        await client.GetStream().WriteAsync("NONSENSE\r\n\r\n"u8.ToArray());
        var buffer = new byte[256];
        var read = await client.GetStream().ReadAsync(buffer);
        Assert.That(Encoding.ASCII.GetString(buffer, 0, read), Does.StartWith("HTTP/1.1 400"));
        var response = await Server.Anonymous().Get("/version");
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }
}
