using System.Text.Json;
using Halext.WebApi.Common.Json;

namespace Halext.UnitTests.Common.Json;

/// <summary>The product's JSON, on top of what ASP.NET Core sets.</summary>
internal static class Wire
{
    private static readonly JsonSerializerOptions Options = Create();

    public static T? Read<T>(string json) => JsonSerializer.Deserialize<T>(json, Options);

    public static string Write<T>(T value) => JsonSerializer.Serialize(value, Options);

    /// <summary>The error that a request body gets which cannot be read.</summary>
    public static JsonException Refusal<T>(string json) => Assert.Throws<JsonException>(() => Read<T>(json))!;

    private static JsonSerializerOptions Create()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web);
        JsonSetup.Apply(options);
        return options;
    }
}
