using System.Net;
using System.Text.Json;

namespace Halext.TestKit;

/// <summary>What tests say about answers.</summary>
public static class Answers
{
    /// <summary>The body as JSON; an undefined element when there is none.</summary>
    public static async Task<JsonElement> ReadJson(this HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync();
        return text.Length == 0 ? default : JsonDocument.Parse(text).RootElement;
    }

    /// <summary>Asserts the status and returns the body.</summary>
    public static async Task<JsonElement> Should(this Task<HttpResponseMessage> sent, HttpStatusCode status)
    {
        var response = await sent;
        Assert.That(response.StatusCode, Is.EqualTo(status), await response.Content.ReadAsStringAsync());
        return await response.ReadJson();
    }

    /// <summary>200 with a body.</summary>
    public static Task<JsonElement> ShouldBeOk(this Task<HttpResponseMessage> sent) => sent.Should(HttpStatusCode.OK);

    /// <summary>204 without a body.</summary>
    public static async Task ShouldBeNoContent(this Task<HttpResponseMessage> sent)
    {
        var response = await sent;
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.NoContent), await response.Content.ReadAsStringAsync());
    }

    /// <summary>Asserts a failure with the whole standard body, and returns that body.</summary>
    /// <param name="sent">The request.</param>
    /// <param name="status">The HTTP status.</param>
    /// <param name="code">The stable code.</param>
    /// <param name="field">The field that <c>errors</c> must name, if any.</param>
    public static async Task<JsonElement> ShouldFail(this Task<HttpResponseMessage> sent, int status, string code, string? field = null)
    {
        var response = await sent;
        var text = await response.Content.ReadAsStringAsync();
        Assert.That((int)response.StatusCode, Is.EqualTo(status), text);
        Assert.That(response.Content.Headers.ContentType?.MediaType, Is.EqualTo("application/problem+json"), text);
        var body = JsonDocument.Parse(text).RootElement;
        using (Assert.EnterMultipleScope())
        {
            Assert.That(body.GetProperty("status").GetInt32(), Is.EqualTo(status));
            Assert.That(body.GetProperty("status_code").GetInt32(), Is.EqualTo(status));
            Assert.That(body.GetProperty("code").GetString(), Is.EqualTo(code));
            Assert.That(body.GetProperty("error").GetProperty("code").GetString(), Is.EqualTo(code));
            Assert.That(body.GetProperty("type").GetString(), Is.Not.Empty);
            Assert.That(body.GetProperty("title").GetString(), Is.Not.Empty);
            Assert.That(body.GetProperty("detail").GetString(), Has.Length.GreaterThan(5));
            Assert.That(body.GetProperty("message").GetString(), Is.EqualTo(body.GetProperty("detail").GetString()));
            Assert.That(body.GetProperty("error").GetProperty("message").GetString(), Is.EqualTo(body.GetProperty("detail").GetString()));
            Assert.That(body.GetProperty("error").GetProperty("type").GetString(), Is.Not.Empty);
            Assert.That(body.GetProperty("instance").GetString(), Does.StartWith("/"));
            Assert.That(body.GetProperty("trace_id").GetString(), Is.Not.Empty);
            if (status == 401)
                Assert.That(response.Headers.WwwAuthenticate.ToString(), Is.EqualTo("Bearer"));
            if (field is not null)
            {
                Assert.That(body.GetProperty("errors").TryGetProperty(field, out var texts), Is.True, text);
                Assert.That(texts.GetArrayLength(), Is.Positive);
            }
        }

        return body;
    }
}
