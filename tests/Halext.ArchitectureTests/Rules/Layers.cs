using Halext.WebApi.Common.Endpoints;
using Mono.Cecil;

namespace Halext.ArchitectureTests.Rules;

/// <summary>Dependencies point inward only.</summary>
internal static class Layers
{
    private const string Configuration = "Halext.Infrastructure.Common.Configuration";

    /// <summary>What things are and what they allow needs nothing but .NET itself.</summary>
    public static Verdict DomainNeedsOnlyDotNet(ModuleDefinition domain) =>
        References(domain, name => !File.Exists(Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, name + ".dll")));

    /// <summary>What people can do knows no HTTP, no SQL and no vendor.</summary>
    public static Verdict ApplicationKnowsNoHttpAndNoSql(ModuleDefinition application) =>
        References(application, name =>
            IsBelow(name, "Microsoft.AspNetCore") || IsBelow(name, "Npgsql") || IsBelow(name, "Microsoft.EntityFrameworkCore.Relational")
            || IsBelow(name, "Halext.Infrastructure") || IsBelow(name, "Halext.WebApi"));

    public static Verdict InfrastructureDoesNotKnowTheWeb(ModuleDefinition infrastructure) =>
        References(infrastructure, name => IsBelow(name, "Halext.WebApi"));

    /// <summary>Endpoints bind, send and shape: they see neither database nor adapters, only the settings.</summary>
    public static Verdict EndpointsOnlyBindSendAndShape(IEnumerable<TypeDefinition> types) =>
        Verdict.Of(types.Where(IsEndpointGroup), endpoints =>
            from used in endpoints.Uses()
            let space = used.NamespaceOf()
            where IsBelow(space, "Microsoft.EntityFrameworkCore") || IsBelow(space, "Npgsql")
                || (IsBelow(space, "Halext.Infrastructure") && !IsBelow(space, Configuration))
            select $"{endpoints.FullName} uses {used.FullName}");

    public static bool IsEndpointGroup(TypeDefinition type) =>
        type.Interfaces.Any(i => i.InterfaceType.FullName == typeof(IEndpointGroup).FullName);

    private static Verdict References(ModuleDefinition module, Func<string, bool> isForbidden) =>
        Verdict.Of(module.AssemblyReferences, reference => isForbidden(reference.Name) ? $"{module.Name} refers to {reference.Name}" : null);

    private static bool IsBelow(string name, string root) =>
        name.StartsWith(root, StringComparison.Ordinal) && (name.Length == root.Length || name[root.Length] == '.');
}
