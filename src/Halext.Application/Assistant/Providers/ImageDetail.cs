using Microsoft.Extensions.AI;

namespace Halext.Application.Assistant.Providers;

/// <summary>How closely a model looks at a picture, where the provider lets choose.</summary>
public static class ImageDetail
{
    /// <summary>auto, low or high, among the additional properties of a picture.</summary>
    private const string Key = "imageDetail";

    /// <summary>Null when nothing is said.</summary>
    public static string? Of(AIContent picture) => picture.AdditionalProperties?.GetValueOrDefault(Key) as string;

    /// <summary>The same picture, to be looked at like this.</summary>
    public static T WithDetail<T>(this T picture, string? detail)
        where T : AIContent
    {
        if (detail is not null)
            (picture.AdditionalProperties ??= [])[Key] = detail;
        return picture;
    }
}
