using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Halext.Application.Assistant.Providers;

namespace Halext.Infrastructure.Assistant.Providers;

/// <summary>Calls of Ollama's API. Failures of the answer come as the handlers of the client throw them; see <see cref="ProviderErrors"/>.</summary>
internal sealed class OllamaClient(HttpClient http, ProviderConnection connection)
{
    public Task<T> Get<T>(string path, CancellationToken ct)
        where T : class => Ask<T>(HttpMethod.Get, path, null, ct);

    public Task<T> Post<T>(string path, object body, CancellationToken ct)
        where T : class => Ask<T>(HttpMethod.Post, path, body, ct);

    /// <summary>Sends, and expects nothing but success.</summary>
    public async Task Send(HttpMethod method, string path, object body, CancellationToken ct)
    {
        using var response = await Respond(method, path, body, ct);
    }

    /// <summary>The lines of an answer, as they come.</summary>
    public async IAsyncEnumerable<T> Lines<T>(string path, object body, [EnumeratorCancellation] CancellationToken ct)
        where T : class
    {
        using var response = await Respond(HttpMethod.Post, path, body, ct);
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(ct), Encoding.UTF8);
        while (await lines.ReadLineAsync(ct) is { } line)
        {
            if (line.Length > 0)
                yield return JsonSerializer.Deserialize<T>(line, OllamaWire.Json) ?? throw ProviderErrors.Garbled();
        }
    }

    private async Task<T> Ask<T>(HttpMethod method, string path, object? body, CancellationToken ct)
        where T : class
    {
        using var response = await Respond(method, path, body, ct);
        return await response.Content.ReadFromJsonAsync<T>(OllamaWire.Json, ct) ?? throw ProviderErrors.Garbled();
    }

    private async Task<HttpResponseMessage> Respond(HttpMethod method, string path, object? body, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(method, new Uri(connection.Endpoint.AbsoluteUri.TrimEnd('/') + path));

        // Ollama itself has no keys; proxies in front of it do.
        if (connection.ApiKey is { } key)
            request.Headers.Authorization = new("Bearer", key);

        // With its length: not every proxy takes a body in chunks, which JsonContent would send.
        if (body is not null)
        {
            request.Content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body, body.GetType(), OllamaWire.Json));
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }

        return await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
    }
}
