using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Halext.TestKit;

/// <summary>An HTTP client that sends JSON in wire form, follows nothing, and counts each request's SQL statements.</summary>
public sealed class TestClient : HttpClient
{
    private readonly StatementCounter _counter;

    public TestClient(Uri address)
        : this(address, new StatementCounter(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,

            // Who goes away goes at once; usually two seconds are spent on reading the rest.
            ResponseDrainTimeout = TimeSpan.Zero,
        }))
    {
    }

#pragma warning disable RS0030 // One client with its own handler per test user is the point here; nothing is pooled.
    private TestClient(Uri address, StatementCounter counter)
        : base(counter)
#pragma warning restore RS0030
    {
        _counter = counter;
        BaseAddress = address;
    }

    /// <summary>The SQL of the last request.</summary>
    public IReadOnlyList<string> LastStatements => _counter.Last;

    /// <summary>Sends this token with every further request; null sends none.</summary>
    public TestClient Bearer(string? token)
    {
        DefaultRequestHeaders.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        return this;
    }

    public Task<HttpResponseMessage> PostJson(string path, object body) => SendJson(HttpMethod.Post, path, body);

    public Task<HttpResponseMessage> PutJson(string path, object body) => SendJson(HttpMethod.Put, path, body);

    public Task<HttpResponseMessage> PatchJson(string path, object body) => SendJson(HttpMethod.Patch, path, body);

    /// <summary>Sends an object as JSON with its names as they are written in the test.</summary>
    public Task<HttpResponseMessage> SendJson(HttpMethod method, string path, object body) =>
        SendText(method, path, JsonSerializer.Serialize(body), "application/json");

    /// <summary>Sends exactly this text.</summary>
    public async Task<HttpResponseMessage> SendText(HttpMethod method, string path, string text, string contentType)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(text));
        request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        return await SendAsync(request);
    }

    public Task<HttpResponseMessage> PostForm(string path, params (string Name, string Value)[] fields) =>
        PostAsync(new Uri(path, UriKind.Relative), new FormUrlEncodedContent(fields.ToDictionary(f => f.Name, f => f.Value)));

    public Task<HttpResponseMessage> Get(string path) => GetAsync(new Uri(path, UriKind.RelativeOrAbsolute));

    public Task<HttpResponseMessage> Delete(string path) => DeleteAsync(new Uri(path, UriKind.RelativeOrAbsolute));
}
