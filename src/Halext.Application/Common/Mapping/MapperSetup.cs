using AutoMapper;

namespace Halext.Application.Common.Mapping;

/// <summary>The one AutoMapper configuration: every <see cref="Profile"/> of this assembly, entity to DTO only.</summary>
/// <remarks>Mapped DTOs are classes, not records: AutoMapper 8 looks for LINQ methods on anything with a generic interface, which every
/// record has (IEquatable), and stumbles over those that newer .NET added (docs/decisions/0004).</remarks>
public static class MapperSetup
{
    /// <summary>Deeper than any DTO nests, and the guard against GHSA-rvv3-g6hj-g44x (unbounded recursion).</summary>
    public const int MaxDepth = 5;

    public static MapperConfiguration Create() => new(configuration =>
    {
        configuration.ForAllMaps((_, map) => map.MaxDepth(MaxDepth));
        foreach (var profile in typeof(MapperSetup).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(Profile))))
            configuration.AddProfile(profile);
    });
}
