using AutoMapper;
using Mono.Cecil;

namespace Halext.ArchitectureTests.Rules;

/// <summary>Packages that must be replaceable, or that are dangerous in careless hands.</summary>
internal static class Vendors
{
    private const string OnlyPlace = "Halext.Application.Common.Messaging";

    /// <summary>Everything else speaks of commands, queries and senders.</summary>
    public static Verdict MediatRIsNamedInOnePlace(IEnumerable<TypeDefinition> types) =>
        Verdict.Of(types.Where(t => t.Namespace != OnlyPlace), type =>
            type.Uses().Where(u => u.NamespaceOf().Split('.')[0] == "MediatR").Select(u => $"{type.FullName} names {u.FullName}"));

    /// <summary>Into the domain go constructors and methods, which can say no.</summary>
    public static Verdict MapsLeadOut(IConfigurationProvider maps) =>
        Verdict.Of(maps.GetAllTypeMaps(), map =>
            map.DestinationType.Assembly == typeof(Domain.Common.Error).Assembly
                ? $"{map.SourceType.Name} is mapped into the domain's {map.DestinationType.Name}"
                : null);

    /// <summary>A map without a depth recurses without end (GHSA-rvv3-g6hj-g44x).</summary>
    public static Verdict MapsHaveADepth(IConfigurationProvider maps) =>
        Verdict.Of(maps.GetAllTypeMaps(), map =>
            map.MaxDepth > 0 ? null : $"the map from {map.SourceType.Name} to {map.DestinationType.Name} has no MaxDepth");

    /// <summary>Every member of every DTO has a source.</summary>
    public static Verdict MapsAreComplete(IConfigurationProvider maps) =>
        Verdict.Of(maps.GetAllTypeMaps(), map =>
        {
            try
            {
                maps.AssertConfigurationIsValid(map);
                return null;
            }
            catch (AutoMapperConfigurationException e)
            {
                return $"the map from {map.SourceType.Name} to {map.DestinationType.Name}: {e.Message}";
            }
        });
}
