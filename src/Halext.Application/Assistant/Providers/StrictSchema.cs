namespace Halext.Application.Assistant.Providers;

/// <summary>Vendors that can hold a model to a schema without exceptions do so where the caller asks for it.</summary>
public static class StrictSchema
{
    /// <summary>A boolean among the additional properties of the options (for the answer's format) and of a tool (for its arguments).</summary>
    public const string Key = "strictJsonSchema";

    /// <summary>What the caller wants; null when nothing is said.</summary>
    public static bool? Of(IEnumerable<KeyValuePair<string, object?>>? properties) =>
        properties?.FirstOrDefault(p => p.Key == Key).Value as bool?;
}
