using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Halext.Application.Assistant.Providers;

namespace Halext.TestKit.FakeModels;

/// <summary>What the fake server answers besides chats: lists of models, vectors, and the housekeeping of Ollama.</summary>
public static class FakeLists
{
    private const string Date = "2026-03-02T09:00:00.5Z";

    /// <summary>The answer, or null where there is none.</summary>
    internal static string? Body(FakeRequest request, FakeModelServer server, FakeAnswer answer) => (request.Protocol, request.Path) switch
    {
        (ProviderProtocol.OpenAi, "/v1/models") => List(server, "data", name => new JsonObject { ["id"] = name, ["object"] = "model", ["created"] = 1_772_442_000, ["owned_by"] = "fake" }),
        (ProviderProtocol.Anthropic, "/v1/models") => List(server, "data", name => new JsonObject { ["id"] = name, ["type"] = "model", ["display_name"] = name, ["created_at"] = Date }),
        (_, "/v1/embeddings") => OpenAiVectors(request.Body, answer),
        (_, "/api/tags") => List(server, "models", name => new JsonObject { ["name"] = name, ["model"] = name, ["size"] = 4_700_000_000, ["modified_at"] = Date, ["digest"] = "sha256:1f" }),
        (_, "/api/embed") when server.HasNewEmbeddings => new JsonObject
        {
            ["embeddings"] = new JsonArray([.. Vectors(request.Body, answer).Select(vector => (JsonNode)Array(vector))]),
            ["prompt_eval_count"] = Inputs(request.Body).Sum(text => text.Length),
        }.ToJsonString(),
        (_, "/api/embeddings") => new JsonObject { ["embedding"] = Array(Numbers(request.Body.GetProperty("prompt").GetString()!)) }.ToJsonString(),
        (_, "/api/version") => """{"version":"0.12.3"}""",
        (_, "/api/ps") => List(server.Loaded ?? server.Models, "models", name => new JsonObject { ["name"] = name, ["size"] = 5_000_000_000, ["size_vram"] = 4_000_000_000, ["expires_at"] = Date }),
        (_, "/api/show") when Knows(server, request) => """
            {"details":{"family":"llama","parameter_size":"8.0B","quantization_level":"Q4_K_M","format":"gguf"},
             "model_info":{"general.architecture":"llama","llama.context_length":131072},"capabilities":["completion","tools"]}
            """,
        (_, "/api/pull") => "{\"status\":\"pulling manifest\"}\n"
            + "{\"status\":\"pulling 1f\",\"digest\":\"sha256:1f\",\"total\":1000,\"completed\":250}\n"
            + "{\"status\":\"pulling 1f\",\"digest\":\"sha256:1f\",\"total\":1000,\"completed\":1000}\n"
            + (Knows(server, request) ? "{\"status\":\"success\"}\n" : "{\"error\":\"pull model manifest: file does not exist\"}\n"),
        (_, "/api/delete") when Knows(server, request) => "",
        (_, "/api/generate") when Knows(server, request) && Load(server, request.Body) => new JsonObject
        {
            ["done"] = true,
            ["response"] = "",
            ["images"] = request.Body.TryGetProperty("prompt", out var prompt) && prompt.GetString() is { Length: > 0 } ? new JsonArray(Png) : null,
        }.ToJsonString(),
        _ => null,
    };

    /// <summary>The same text always has the same vector.</summary>
    public static float[] Numbers(string text) => [text.Length, text.Length == 0 ? 0 : text[0] / 128f, -0.5f];

    /// <summary>What is answered as an image, in base64: one grey pixel.</summary>
    public const string Png = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGOoBwAAgQCA05RTSgAAAABJRU5ErkJggg==";

    private static bool Knows(FakeModelServer server, FakeRequest request) => server.Models.Contains(request.Body.GetProperty("model").GetString()!);

    /// <summary>A model that is asked is loaded, unless it is told not to stay.</summary>
    private static bool Load(FakeModelServer server, JsonElement request)
    {
        var model = request.GetProperty("model").GetString()!;
        var stays = !request.TryGetProperty("keep_alive", out var time) || time.ValueKind != JsonValueKind.Number || time.GetInt64() != 0;
        if (server.Loaded is { } loaded)
            server.Loaded = stays ? [.. loaded.Except([model]), model] : [.. loaded.Except([model])];
        return true;
    }

    private static string List(FakeModelServer server, string field, Func<string, JsonObject> model) => List(server.Models, field, model);

    private static string List(IReadOnlyList<string> names, string field, Func<string, JsonObject> model) => new JsonObject
    {
        ["object"] = "list",
        [field] = new JsonArray([.. names.Select(model)]),
        ["has_more"] = false,
        ["first_id"] = names is [var first, ..] ? first : null,
        ["last_id"] = names is [.., var last] ? last : null,
    }.ToJsonString();

    private static string OpenAiVectors(JsonElement request, FakeAnswer answer)
    {
        var asBase64 = request.TryGetProperty("encoding_format", out var format) && format.GetString() == "base64";
        var inputs = Inputs(request).ToList();
        return new JsonObject
        {
            ["object"] = "list",
            ["model"] = request.GetProperty("model").GetString(),
            ["data"] = new JsonArray([.. Vectors(request, answer).Select((vector, index) => new JsonObject
            {
                ["object"] = "embedding",
                ["index"] = index,
                ["embedding"] = asBase64 ? Convert.ToBase64String(MemoryMarshal.AsBytes(vector.AsSpan())) : Array(vector),
            })]),
            ["usage"] = new JsonObject { ["prompt_tokens"] = inputs.Sum(text => text.Length), ["total_tokens"] = inputs.Sum(text => text.Length) },
        }.ToJsonString();
    }

    private static IEnumerable<string> Inputs(JsonElement request) => request.GetProperty("input") is { ValueKind: JsonValueKind.Array } many
        ? many.EnumerateArray().Select(text => text.GetString()!)
        : [request.GetProperty("input").GetString()!];

    private static IEnumerable<float[]> Vectors(JsonElement request, FakeAnswer answer) => answer.Embeddings ?? Inputs(request).Select(Numbers);

    private static JsonArray Array(float[] vector) => new([.. vector.Select(number => (JsonNode)number)]);
}
