using System.Text.Json;
using Halext.Application.Assistant.Providers;

namespace Halext.TestKit.FakeModels;

/// <summary>What the fake server of models was asked.</summary>
public sealed class FakeRequest
{
    private readonly TaskCompletionSource _gone = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _over = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal FakeRequest(ProviderProtocol protocol, string method, string path, IReadOnlyDictionary<string, string> headers, string text)
    {
        (Protocol, Method, Path, Headers, Text) = (protocol, method, path, headers, text);
        Body = text.Length == 0 ? default : JsonSerializer.Deserialize<JsonElement>(text);
    }

    public ProviderProtocol Protocol { get; }

    public string Method { get; }

    public string Path { get; }

    /// <summary>By names in any case.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; }

    /// <summary>The body as it came.</summary>
    public string Text { get; }

    /// <summary>The body as JSON; undefined when there was none.</summary>
    public JsonElement Body { get; }

    /// <summary>Completes when the client goes away before its answer is complete.</summary>
    public Task Gone => _gone.Task;

    /// <summary>Completes when the server is done with it, either way.</summary>
    public Task Over => _over.Task;

    internal void NoticeGone() => _gone.TrySetResult();

    internal void NoticeOver() => _over.TrySetResult();
}
