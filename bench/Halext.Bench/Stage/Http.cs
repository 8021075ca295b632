using System.Net.Http.Headers;

namespace Halext.Bench.Stage;

/// <summary>The bench's own requests, beside the load of wrk.</summary>
internal static class Http
{
    /// <summary>Who goes away goes at once: the usual two seconds of reading on would be taken for the server's.</summary>
    private static readonly HttpMessageInvoker Invoker = new(new SocketsHttpHandler { UseProxy = false, ResponseDrainTimeout = TimeSpan.Zero });

    public static Task<HttpResponseMessage> Get(Uri url, string? token, CancellationToken ct) => Send(HttpMethod.Get, url, token, content: null, ct);

    public static Task<HttpResponseMessage> Post(Uri url, string? token, object body, CancellationToken ct) =>
        Send(HttpMethod.Post, url, token, JsonContent.Create(body), ct);

    public static Task<HttpResponseMessage> PostCalendar(Uri url, string token, byte[] calendar, CancellationToken ct) =>
        Send(HttpMethod.Post, url, token, new ByteArrayContent(calendar) { Headers = { ContentType = new MediaTypeHeaderValue("text/calendar") } }, ct);

    /// <summary>Gets an answer to its last byte without keeping it, as it may be long.</summary>
    /// <returns>Its length in bytes.</returns>
    /// <exception cref="BenchException">It is no success.</exception>
    public static async Task<long> Drain(Uri url, string token, CancellationToken ct)
    {
        using var answer = await Get(url, token, ct);
        if (!answer.IsSuccessStatusCode)
            throw new BenchException($"{url} answers {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync(ct)}");
        await using var body = await answer.Content.ReadAsStreamAsync(ct);
        var buffer = new byte[64 * 1024];
        var length = 0L;
        while (await body.ReadAsync(buffer, ct) is > 0 and var read)
            length += read;
        return length;
    }

    private static async Task<HttpResponseMessage> Send(HttpMethod method, Uri url, string? token, HttpContent? content, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(method, url) { Content = content };
        if (token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return await Invoker.SendAsync(request, ct);
    }
}
