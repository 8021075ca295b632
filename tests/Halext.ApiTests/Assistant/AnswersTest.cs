using System.Net;
using System.Text.Json;
using Halext.Application.Assistant;
using Halext.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Halext.ApiTests.Assistant;

/// <summary>Tests of what the features do with a model's answers.</summary>
public abstract class AnswersTest : ApiTest
{
    internal ScriptedAssistant Assistant { get; } = new();

    protected override void Configure(WebApplicationBuilder builder) => builder.Services.AddSingleton<IAssistant>(Assistant);

    /// <summary>Asks and looks at the header that names the model.</summary>
    internal static async Task<JsonElement> Ask(TestUser user, string path, object body, string model)
    {
        var response = await user.Client.PostJson(path, body);
        var text = await response.Content.ReadAsStringAsync();
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK), text);
        Assert.That(response.Headers.GetValues("X-Halext-AI-Model"), Is.EqualTo(new[] { model }));
        return JsonDocument.Parse(text).RootElement;
    }

    internal static string[] Texts(JsonElement list) => [.. list.EnumerateArray().Select(e => e.GetString()!)];

    internal static string Json(object value) => JsonSerializer.Serialize(value);
}
