using System.Net.Http.Headers;

namespace Halext.Bench.Stage;

/// <summary>The bench's own few requests, beside the load.</summary>
internal static class Http
{
    private static readonly HttpMessageInvoker Invoker = new(new SocketsHttpHandler { UseProxy = false });

    public static Task<HttpResponseMessage> Get(Uri url, string? token, CancellationToken ct) => Send(HttpMethod.Get, url, token, content: null, ct);

    public static Task<HttpResponseMessage> Post(Uri url, string? token, object body, CancellationToken ct) =>
        Send(HttpMethod.Post, url, token, JsonContent.Create(body), ct);

    private static async Task<HttpResponseMessage> Send(HttpMethod method, Uri url, string? token, HttpContent? content, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(method, url) { Content = content };
        if (token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return await Invoker.SendAsync(request, ct);
    }
}
